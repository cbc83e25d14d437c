package dev.tidings.hub.shard;

import static dev.tidings.hub.shard.HubFixture.numbers;
import static dev.tidings.hub.shard.HubFixture.trimmed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Members of one audience that fall behind together catch up together. */
class SharedPagesTest {

    private static final int MEMBERS = 100;

    @Test
    void membersThatFallBehindTogetherReadTheBacklogOnce() {
        HubFixture fixture = new HubFixture(HubFixture.SMALL_TAIL);
        List<RecordingSubscriber> members = new ArrayList<>();
        for (int i = 0; i < MEMBERS; i++) {
            members.add(fixture.join());
        }
        members.forEach(RecordingSubscriber::stall);
        fixture.publish(500, 8_000);
        long encoded = fixture.encoding.events();
        members.forEach(RecordingSubscriber::open);
        fixture.scheduler.settle();

        assertThat(members).allSatisfy(member -> assertThat(trimmed(member)).isEqualTo(numbers(1, 500)));
        long again = fixture.encoding.events() - encoded;
        System.out.printf(
                "%d members, backlog of about 465 events: %d encoded, %d pages read%n",
                MEMBERS, again, fixture.counters.pagesRead.get());
        assertThat(again).as("events encoded for all of them together").isLessThan(2 * 500);
        assertThat(fixture.counters.pagesRead.get()).isLessThan(2 * 500);
        assertThat(fixture.encoding.alive()).as("batches kept").isLessThanOrEqualTo(1);
    }

    @Test
    void membersThatNearlyCaughtUpShareTheRest() {
        HubFixture fixture = new HubFixture(HubLimits.DEFAULT.withLiveBytes(1024));
        List<RecordingSubscriber> members = new ArrayList<>();
        for (int i = 0; i < MEMBERS; i++) {
            members.add(fixture.join());
        }
        members.forEach(RecordingSubscriber::stall);
        fixture.publish(20, 2_000);
        long encoded = fixture.encoding.events();
        members.forEach(RecordingSubscriber::open);
        fixture.scheduler.settle();

        assertThat(members).allSatisfy(member -> assertThat(trimmed(member)).isEqualTo(numbers(1, 20)));
        assertThat(fixture.encoding.events() - encoded).isLessThan(40);
        assertThat(fixture.counters.pagesRead).hasValue(0);
    }

    /** What was put together for the first of them ends where the shard stood then. */
    @Test
    void restIsNotGivenToWhoIsHandedOverBehindALaterBatch() {
        HubFixture fixture =
                new HubFixture(HubLimits.DEFAULT.withLiveBytes(1024).withSlice(1, HubLimits.DEFAULT.slice()));
        RecordingSubscriber first = fixture.join();
        RecordingSubscriber second = fixture.join();
        List<RecordingSubscriber> live = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            live.add(fixture.join());
        }
        first.stall();
        second.stall();
        fixture.publish(5, 2_000);
        first.open();
        fixture.scheduler.settle();
        // While the batch is half served the second asks for the rest, and gets it behind the batch.
        fixture.publish(Event.of("a", "6"));
        while (!fixture.shard.isServing()) {
            assertThat(fixture.scheduler.step()).isTrue();
        }
        second.open();
        fixture.scheduler.settle();

        assertThat(trimmed(second)).isEqualTo(numbers(1, 6));
        assertThat(live).allSatisfy(other -> assertThat(trimmed(other)).isEqualTo(numbers(1, 6)));
    }

    @Test
    void stalledReaderDoesNotStarveOthers() {
        HubLimits limits = HubFixture.SMALL_TAIL.withPagesBytes(64 << 10).withPendingBytes(256 << 10);
        HubFixture fixture = new HubFixture(limits);
        RecordingSubscriber stalled = fixture.join();
        stalled.stall();
        String start = fixture.hub.head().toString();
        fixture.publish(300, 8_000);
        List<RecordingSubscriber> others = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            // Each its own audience: nothing is shared.
            Subscription own =
                    Subscription.of(Filter.topic("a"), Filter.topic("b").where("number", String.valueOf(i)));
            others.add(fixture.join(own, Start.after(start)));
        }
        fixture.scheduler.passSeconds(120);

        assertThat(others).allSatisfy(other -> assertThat(trimmed(other)).isEqualTo(numbers(1, 300)));
        assertThat(stalled.data()).isEmpty();
        assertThat(fixture.census().pageBytes()).isLessThanOrEqualTo(64 << 10);
    }
}
