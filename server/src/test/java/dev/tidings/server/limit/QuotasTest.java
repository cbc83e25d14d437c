package dev.tidings.server.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.server.metrics.Refusal;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class QuotasTest {

    private static final long SECOND = 1_000_000_000L;
    private static final InetAddress ADDRESS = InetAddress.getLoopbackAddress();

    private final AtomicLong now = new AtomicLong();

    private Quotas quotas(PeerLimits limits) {
        return new Quotas(limits, now::get);
    }

    @Test
    void aPrincipalHasSoManyStreamsAndOthersHaveTheirs() {
        Quotas quotas = quotas(PeerLimits.DEFAULT.withStreams(2));
        Place first = quotas.place("user:ann", null, false);

        assertThat(quotas.place("user:ann", null, false).refusal()).isNull();
        assertThat(quotas.place("user:ann", null, false).refusal()).isEqualTo(Refusal.STREAMS_OF_PRINCIPAL);
        assertThat(quotas.place("user:bob", null, false).refusal()).isNull();
        assertThat(quotas.place("", null, false)).isSameAs(Place.UNCOUNTED);

        first.leave();
        assertThat(quotas.place("user:ann", null, false).refusal()).isNull();
    }

    @Test
    void whatIsRefusedLeavesNothingCounted() {
        Quotas quotas = quotas(PeerLimits.DEFAULT.withStreams(1).withConnections(2));
        Place one = quotas.place("user:ann", ADDRESS, false);
        assertThat(quotas.place("user:ann", ADDRESS, false).refusal()).isEqualTo(Refusal.STREAMS_OF_PRINCIPAL);
        Place two = quotas.place("user:bob", ADDRESS, false);
        assertThat(quotas.place("user:eve", ADDRESS, false).refusal()).isEqualTo(Refusal.CONNECTIONS_OF_ADDRESS);
        assertThat(quotas.place("", ADDRESS, false).refusal()).isEqualTo(Refusal.CONNECTIONS_OF_ADDRESS);

        one.leave();
        two.leave();

        assertThat(quotas.size()).isZero();
    }

    @Test
    void nothingIsLeftOfThoseWhoLeft() {
        Quotas quotas = quotas(PeerLimits.DEFAULT.withStreams(3).withConnections(5));
        Random random = new Random(1);
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            if (random.nextBoolean() && !places.isEmpty()) {
                places.remove(random.nextInt(places.size())).leave();
            } else {
                Place place = quotas.place("user:" + random.nextInt(20), random.nextBoolean() ? ADDRESS : null, false);
                if (place.refusal() == null) {
                    places.add(place);
                }
            }
        }
        places.forEach(Place::leave);

        assertThat(quotas.size()).isZero();
    }

    @Test
    void aBurstMayBePublishedAndThenTheRate() {
        Quotas quotas = quotas(PeerLimits.DEFAULT.withPublishRate(10, 20));

        assertThat(quotas.publish("key:a", 20)).isZero();
        assertThat(quotas.publish("key:a", 1)).isEqualTo(1);
        assertThat(quotas.publish("key:b", 1)).isZero();
        assertThat(quotas.publish("", 1_000_000)).isZero();
        now.addAndGet(SECOND);
        assertThat(quotas.publish("key:a", 10)).isZero();
        assertThat(quotas.publish("key:a", 1)).isEqualTo(1);
    }

    @Test
    void whatIsPublishedAtOnceHasToBeMadeUpFor() {
        Quotas quotas = quotas(PeerLimits.DEFAULT.withPublishRate(10, 20));

        assertThat(quotas.publish("key:a", 1_000)).isZero();

        long wait = quotas.publish("key:a", 1);
        assertThat(wait).isBetween(98L, 100L);
        now.addAndGet(wait * SECOND);
        assertThat(quotas.publish("key:a", 1)).isZero();
    }

    @Test
    void whoWasReplayedTooMuchIsReplayedLaterButGetsWhatIsNew() {
        Quotas quotas = quotas(PeerLimits.DEFAULT.withReplayRate(1_000, 10_000));
        Place place = quotas.place("user:ann", null, true);
        place.replayed(11_000);

        assertThat(quotas.place("user:ann", null, true).refusal()).isEqualTo(Refusal.REPLAY_RATE);
        assertThat(quotas.place("user:ann", null, false).refusal()).isNull();
        assertThat(quotas.place("user:bob", null, true).refusal()).isNull();
        now.addAndGet(2 * SECOND);
        assertThat(quotas.place("user:ann", null, true).refusal()).isNull();
    }

    @Test
    void whoHasAllOfItsBurstAgainIsForgotten() {
        Quotas quotas = quotas(PeerLimits.DEFAULT.withPublishRate(10, 20));
        for (int i = 0; i < 100_000; i++) {
            now.addAndGet(SECOND / 100);
            assertThat(quotas.publish("key:" + i, 1)).isZero();
        }

        assertThat(quotas.size()).isLessThan(3_000);
    }
}
