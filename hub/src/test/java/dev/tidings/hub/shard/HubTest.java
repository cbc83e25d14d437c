package dev.tidings.hub.shard;

import static dev.tidings.hub.shard.HubFixture.EVERYTHING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class HubTest {

    private static final Subscription ANN = Subscription.of(Filter.all().where("email", "ann"));

    private final HubFixture fixture = new HubFixture();

    private <T> T answer(CompletionStage<T> question) {
        fixture.scheduler.settle();
        return question.toCompletableFuture().join();
    }

    @Test
    void countsThoseWhoseSubscriptionLiesWithin() {
        fixture.join(ANN, Start.now());
        fixture.join(ANN, Start.now());
        fixture.join(EVERYTHING, Start.now());
        fixture.hub.subscribe(ANN, delivery -> {});

        assertThat(answer(fixture.hub.count(ANN))).isEqualTo(3);
        assertThat(answer(fixture.hub.count(EVERYTHING))).isEqualTo(4);
    }

    @Test
    void disconnectEndsAllOfAPrincipalWithLastWords() {
        RecordingSubscriber one = fixture.join(EVERYTHING, Start.now(), "ann");
        RecordingSubscriber two = fixture.join(ANN, Start.now(), "ann");
        RecordingSubscriber other = fixture.join(EVERYTHING, Start.now(), "bob");

        assertThat(answer(fixture.hub.disconnect("ann"))).isEqualTo(2);
        assertThat(List.of(one, two)).allSatisfy(ended -> {
            assertThat(ended.end()).isEqualTo(CloseReason.REVOKED);
            assertThat(ended.arrived()).last().isEqualTo(new Item.Closed(CloseReason.REVOKED));
        });
        assertThat(other.end()).isNull();
        assertThat(answer(fixture.hub.disconnect("ann"))).isZero();
    }

    @Test
    void disconnectOfNobodyInParticularIsRefused() {
        assertThatThrownBy(() -> fixture.hub.disconnect("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void closeEndsAllAndLeavesNothing() {
        RecordingSubscriber live = fixture.join();
        RecordingSubscriber behind = fixture.join();
        behind.stall();
        fixture.publish(80, 8_000);
        fixture.hub.close();
        fixture.hub.close();
        fixture.scheduler.settle();

        assertThat(List.of(live, behind))
                .allSatisfy(ended -> assertThat(ended.end()).isEqualTo(CloseReason.SHUTDOWN));
        assertThat(fixture.census()).isEqualTo(Census.NOTHING);
        assertThat(fixture.encoding.alive()).isZero();
    }

    @Test
    void closeInTheMiddleOfADrainEndsAllBehindIt() {
        HubFixture sliced = new HubFixture(HubLimits.DEFAULT.withSlice(1, HubLimits.DEFAULT.slice()));
        RecordingSubscriber one = sliced.join();
        RecordingSubscriber two = sliced.join();
        sliced.publish(Event.of("a", "1"));
        while (!sliced.shard.isServing()) {
            assertThat(sliced.scheduler.step()).isTrue();
        }
        sliced.hub.close();
        sliced.scheduler.settle();

        assertThat(one.data()).containsExactly("1");
        assertThat(two.data()).containsExactly("1");
        assertThat(sliced.census()).isEqualTo(Census.NOTHING);
    }

    @Test
    void whoeverJoinsAClosedShardIsTold() {
        fixture.shard.close();
        RecordingSubscriber late = fixture.join();

        assertThat(late.end()).isEqualTo(CloseReason.SHUTDOWN);
        assertThat(late.position()).isNull();
    }

    @Test
    void subscriberWhoseLastWordsFailIsToldItsEndOnce() {
        RecordingSubscriber broken = fixture.join(EVERYTHING, Start.now(), "ann");
        broken.onDeliver(() -> {
            throw new IllegalStateException("thrown by the test");
        });
        answer(fixture.hub.disconnect("ann"));

        fixture.encoding.check();
        assertThat(broken.end()).isNotNull();
        assertThat(fixture.census()).isEqualTo(Census.NOTHING);
    }
}
