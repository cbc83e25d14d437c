package dev.tidings.hub.shard;

import static dev.tidings.hub.shard.HubFixture.EVERYTHING;
import static dev.tidings.hub.shard.HubFixture.numbers;
import static dev.tidings.hub.shard.HubFixture.trimmed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Gap;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.log.MemoryLog;
import java.util.List;
import org.junit.jupiter.api.Test;

/** I2: from where on a stream begins, and what it is told if that is not possible. */
class ResumeTest {

    private final HubFixture fixture = new HubFixture(
            HubFixture.SMALL_TAIL, MemoryLog.builder().maxBytes(256 << 10).open());

    @Test
    void freshStreamIsPrimedWithThePositionOfItsShard() {
        EventId head = fixture.publish(3);
        RecordingSubscriber fresh = fixture.join();
        fixture.publish(1);

        assertThat(fresh.position()).isEqualTo(head);
        assertThat(fresh.data()).containsExactly("4");
    }

    @Test
    void resumedStreamIsPrimedWithItsIdAndGetsWhatItMissed() {
        EventId last = fixture.publish(3);
        fixture.publish(4);
        RecordingSubscriber resumed = fixture.join(EVERYTHING, Start.after(last.toString()));

        assertThat(resumed.position()).isEqualTo(last);
        assertThat(resumed.data()).containsExactly("4", "5", "6", "7");
        assertThat(resumed.gaps()).isEmpty();
    }

    @Test
    void streamOfTheNewestIsPrimedWithThePlaceBeforeThem() {
        EventId before = fixture.publish(3);
        fixture.publish(2);
        RecordingSubscriber newest = fixture.join(EVERYTHING, Start.last(2));

        assertThat(newest.position()).isEqualTo(before);
        assertThat(newest.data()).containsExactly("4", "5");
    }

    @Test
    void streamOfTheNewestGetsThoseThatMatch() {
        Subscription ann = Subscription.of(Filter.all().where("email", "ann"));
        fixture.publish(Event.of("a", "hers").with("email", "ann"));
        fixture.publish(10);
        RecordingSubscriber newest = fixture.join(ann, Start.last(5));

        assertThat(newest.data()).containsExactly("hers");
    }

    @Test
    void resumesAfterAnIdThatAnotherShardWasQuickerToServe() {
        ManualScheduler.ManualLoop otherLoop = fixture.scheduler.loop();
        Shard other = fixture.hub.addShard(otherLoop);
        fixture.scheduler.settle();
        otherLoop.pause(true);
        EventId ahead = fixture.publish(3);
        RecordingSubscriber subscriber = new RecordingSubscriber(otherLoop, fixture.encoding);
        other.join(new JoinRequest<>(
                subscriber,
                EVERYTHING,
                fixture.encoding,
                Start.after(ahead.toString()),
                "",
                JoinRequest.DEFAULT_STALL_LIMIT,
                JoinRequest.DEFAULT_HEARTBEAT));
        // The join comes before the drain.
        otherLoop.tasks.add(0, otherLoop.tasks.remove(otherLoop.tasks.size() - 1));
        otherLoop.runOne();
        assertThat(other.census().ahead()).isEqualTo(1);
        otherLoop.pause(false);
        fixture.publish(2);

        assertThat(subscriber.position()).isEqualTo(ahead);
        assertThat(subscriber.data()).containsExactly("4", "5");
        assertThat(subscriber.gaps()).isEmpty();
    }

    @Test
    void unknownIdMakesAGapAndEverythingRetainedFollows() {
        fixture.publish(3);
        RecordingSubscriber stranger = fixture.join(EVERYTHING, Start.after("strange9-17"));

        assertThat(stranger.gaps()).hasSize(1);
        assertThat(stranger.gaps().get(0).reason()).isEqualTo(Gap.Reason.UNKNOWN);
        assertThat(stranger.gaps().get(0).after()).isEqualTo("strange9-17");
        assertThat(stranger.gaps().get(0).earliest().position()).isZero();
        assertThat(stranger.data()).containsExactly("1", "2", "3");
    }

    @Test
    void idBeyondTheEndMakesAGap() {
        EventId head = fixture.publish(3);
        String beyond = new EventId(head.epoch(), head.position() + 5).toString();
        RecordingSubscriber ahead = fixture.join(EVERYTHING, Start.after(beyond));
        fixture.publish(1);

        assertThat(ahead.gaps()).containsExactly(new Gap(Gap.Reason.LOST, beyond, head));
        assertThat(ahead.data()).containsExactly("4");
    }

    @Test
    void idThatIsNoLongerRetainedMakesAGapAndEverythingRetainedFollows() {
        String first = fixture.publish(1).toString();
        fixture.publish(99, 8_000);
        RecordingSubscriber late = fixture.join(EVERYTHING, Start.after(first));

        Gap gap = late.gaps().get(0);
        assertThat(gap.reason()).isEqualTo(Gap.Reason.EXPIRED);
        assertThat(gap.after()).isEqualTo(first);
        assertThat(trimmed(late)).isEqualTo(numbers((int) gap.earliest().position() + 1, 100));
    }

    @Test
    void capAppliesBehindAGapOnly() {
        EventId second = fixture.publish(2);
        fixture.publish(8);

        assertThat(fixture.join(EVERYTHING, Start.after("nonsense", 3)).data()).containsExactly("8", "9", "10");
        assertThat(fixture.join(EVERYTHING, Start.after(second.toString(), 3)).data())
                .hasSize(8);
    }

    @Test
    void streamThatIsCutOffBeforeItsGapIsToldOfItAgain() {
        fixture.publish(3);
        RecordingSubscriber cutOff = fixture.join(EVERYTHING, Start.after("strange9-17"));
        String primed = String.valueOf(cutOff.position());
        RecordingSubscriber again = fixture.join(EVERYTHING, Start.after(primed));

        assertThat(again.gaps()).hasSize(1);
    }

    @Test
    void streamThatBeganWithoutAnyIdIsToldOfItsGapAgainToo() {
        fixture.publish(3);
        RecordingSubscriber cutOff = fixture.join(EVERYTHING, Start.after("no id at all"));
        RecordingSubscriber again = fixture.join(EVERYTHING, Start.after(String.valueOf(cutOff.position())));

        assertThat(again.gaps()).extracting(Gap::reason).containsExactly(Gap.Reason.UNKNOWN);
    }

    @Test
    void kindThatEndsAtGapsEndsInsteadWhereverTheGapIs() {
        fixture.encoding.endAtGaps();
        String first = fixture.publish(1).toString();
        RecordingSubscriber slow = new RecordingSubscriber(fixture.loop, fixture.encoding);
        slow.stall();
        fixture.join(slow, EVERYTHING, Start.now(), "");
        fixture.publish(300, 8_000);
        slow.open();
        fixture.scheduler.settle();
        RecordingSubscriber late = fixture.join(EVERYTHING, Start.after(first));

        for (RecordingSubscriber one : List.of(slow, late)) {
            assertThat(one.gaps()).isEmpty();
            assertThat(one.end()).isEqualTo(CloseReason.SHUTDOWN);
        }
        assertThat(late.data()).isEmpty();
        assertThat(fixture.census().members()).isZero();
    }

    @Test
    void retentionThatOvertakesAReplayMakesAGapInTheMiddle() {
        RecordingSubscriber slow = new RecordingSubscriber(fixture.loop, fixture.encoding);
        slow.stall();
        fixture.join(slow, EVERYTHING, Start.now(), "");
        fixture.publish(300, 8_000);
        slow.open();
        fixture.scheduler.settle();

        assertThat(slow.gaps()).hasSize(1);
        Gap gap = slow.gaps().get(0);
        assertThat(gap.reason()).isEqualTo(Gap.Reason.EXPIRED);
        int before = (int) EventId.parse(gap.after()).orElseThrow().position();
        int earliest = (int) gap.earliest().position();
        assertThat(trimmed(slow)).startsWith(numbers(1, before).toArray(String[]::new));
        assertThat(trimmed(slow)).endsWith(numbers(earliest + 1, 300).toArray(String[]::new));
        assertThat(slow.data()).hasSize(before + 300 - earliest);
    }

    @Test
    void shardThatFallsOffTheTailLosesNothing() {
        HubFixture large = new HubFixture(HubFixture.SMALL_TAIL);
        RecordingSubscriber live = large.join();
        large.publish(2);
        large.loop.pause(true);
        large.publish(60, 8_000);
        large.loop.pause(false);
        large.scheduler.settle();

        assertThat(large.counters.overruns).hasValue(1);
        assertThat(trimmed(live)).isEqualTo(numbers(1, 62));
    }
}
