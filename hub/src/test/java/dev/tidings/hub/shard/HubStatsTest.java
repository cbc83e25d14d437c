package dev.tidings.hub.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Gap;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a hub tells of itself is what it did. */
class HubStatsTest {

    private final HubFixture fixture = new HubFixture(HubFixture.SMALL_TAIL);

    private ShardStats shard() {
        return fixture.hub.stats().shards().get(0);
    }

    @Test
    void deliveriesAreCountedForEachSubscriber() {
        fixture.join();
        fixture.join();
        fixture.publish(3);

        assertThat(fixture.hub.stats().published()).isEqualTo(3);
        assertThat(shard().deliveries()).isEqualTo(6);
        assertThat(shard().delivery().count()).isEqualTo(3);
        assertThat(shard().members().live()).isEqualTo(2);
        assertThat(shard().lagEvents()).isZero();
        assertThat(shard().lagNanos()).isZero();
    }

    @Test
    void whatNobodyWantsIsNoDelivery() {
        fixture.publish(3);

        assertThat(fixture.hub.stats().published()).isEqualTo(3);
        assertThat(shard().deliveries()).isZero();
        assertThat(shard().delivery().count()).isZero();
        assertThat(shard().lagEvents()).isZero();
    }

    @Test
    void aShardThatHasNotRunLags() {
        fixture.join();
        fixture.publish(dev.tidings.hub.event.Event.of("a", "1"));
        fixture.publish(dev.tidings.hub.event.Event.of("a", "2"));

        assertThat(shard().lagEvents()).isEqualTo(2);

        fixture.scheduler.settle();
        assertThat(shard().lagEvents()).isZero();
    }

    @Test
    void whoIsBehindIsCountedUntilItIsLiveAndItsPagesAre() {
        RecordingSubscriber slow = fixture.join();
        slow.stall();
        // Once until it is behind, and once more so that what it misses is not in the tail any more.
        fixture.rollTail();
        fixture.rollTail();

        assertThat(shard().members().behind()).isEqualTo(1);
        assertThat(shard().members().live()).isZero();
        assertThat(shard().members().turnedBehind()).isEqualTo(1);

        slow.open();
        fixture.scheduler.settle();
        assertThat(shard().members().behind()).isZero();
        assertThat(shard().members().live()).isEqualTo(1);
        assertThat(shard().replays().pages()).isEqualTo(fixture.counters.pagesRead.get());
        assertThat(shard().replays().events()).isPositive();
        assertThat(shard().replays().bytes())
                .isGreaterThan(8_000 * shard().replays().events());
    }

    @Test
    void gapsAreCountedByReason() {
        fixture.join(HubFixture.EVERYTHING, Start.after("nonsense"));

        assertThat(shard().replays().gaps())
                .containsEntry(Gap.Reason.UNKNOWN, 1L)
                .containsEntry(Gap.Reason.LOST, 0L);
    }

    @Test
    void latenciesAreCountedInTheirBuckets() {
        LatencyCounts counts = new LatencyCounts();
        counts.record(Duration.ofNanos(100_000).toNanos());
        counts.record(Duration.ofNanos(100_001).toNanos());
        counts.record(Duration.ofSeconds(10).toNanos());
        counts.record(Duration.ofMinutes(1).toNanos());
        counts.record(-1);

        Latencies latencies = counts.latencies().plus(Latencies.NONE);
        long[] buckets = latencies.counts();
        assertThat(latencies.count()).isEqualTo(5);
        assertThat(latencies.sumSeconds()).isBetween(70.0002, 70.0003);
        assertThat(buckets[0]).isEqualTo(2);
        assertThat(buckets[1]).isEqualTo(1);
        assertThat(buckets[buckets.length - 2]).isEqualTo(1);
        assertThat(buckets[buckets.length - 1]).isEqualTo(1);
        assertThat(Latencies.boundsSeconds()).hasSameSizeAs(buckets).isSorted().endsWith(Double.POSITIVE_INFINITY);
    }
}
