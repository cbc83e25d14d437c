package dev.tidings.hub.shard;

import static dev.tidings.hub.shard.HubFixture.EVERYTHING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Gap;
import dev.tidings.testkit.AwkwardLog;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EpochBoundaryTest {

    /** Of the first epoch: the events "old 1", "old 2", ... of topic "a". */
    private final List<EventId> old = new ArrayList<>();

    /** A hub whose log was opened twice; three events are left of the first time. */
    private HubFixture opened(boolean lossy) {
        AwkwardLog log = AwkwardLog.builder(1).open();
        for (int i = 1; i <= (lossy ? 4 : 3); i++) {
            old.addAll(log.append(List.of(Event.of("a", "old " + i)))
                    .toCompletableFuture()
                    .join());
        }
        log.close();
        return new HubFixture(HubLimits.DEFAULT, log.reopenLosing(lossy ? 1 : 0));
    }

    private String old(int number) {
        return old.get(number - 1).toString();
    }

    @Test
    void readerThatCrossesALossyBoundaryGetsAGapBetweenTheTwoEpochs() {
        HubFixture fixture = opened(true);
        EventId boundary = fixture.hub.head();
        fixture.publish(2);
        RecordingSubscriber reader = fixture.join(EVERYTHING, Start.after(old(1)));

        assertThat(reader.data()).containsExactly("old 2", "old 3", "1", "2");
        assertThat(reader.gaps()).containsExactly(new Gap(Gap.Reason.LOST, old(3), boundary));
        List<Item> arrived = reader.arrived();
        assertThat(arrived.get(3)).as("after the two events of the old epoch").isInstanceOf(Item.Missed.class);
    }

    @Test
    void readerThatWantsTheNewestOnlyGetsThatOfBothEpochsAndTheGapBetween() {
        HubFixture fixture = opened(true);
        EventId boundary = fixture.hub.head();
        fixture.publish(2);
        RecordingSubscriber reader = fixture.join(Start.after(old(1)), WhenBehind.latest(List.of()));

        assertThat(reader.data()).containsExactly("old 3", "2");
        assertThat(reader.gaps()).containsExactly(new Gap(Gap.Reason.LOST, old(3), boundary));
        assertThat(reader.arrived().get(2)).isInstanceOf(Item.Missed.class);
    }

    @Test
    void readerAtTheEndOfTheOldEpochGetsTheGapToo() {
        HubFixture fixture = opened(true);
        EventId boundary = fixture.hub.head();
        RecordingSubscriber reader = fixture.join(EVERYTHING, Start.after(old(3)));
        fixture.publish(1);

        assertThat(reader.gaps()).containsExactly(new Gap(Gap.Reason.LOST, old(3), boundary));
        assertThat(reader.data()).containsExactly("1");
    }

    @Test
    void readerThatHasSeenWhatWasLostGetsTheGapToo() {
        HubFixture fixture = opened(true);
        EventId boundary = fixture.hub.head();
        RecordingSubscriber reader = fixture.join(EVERYTHING, Start.after(old(4)));
        fixture.publish(1);

        assertThat(reader.gaps()).containsExactly(new Gap(Gap.Reason.LOST, old(4), boundary));
        assertThat(reader.data()).containsExactly("1");
    }

    @Test
    void readerThatWasToldOfTheGapIsNotToldAgain() {
        HubFixture fixture = opened(true);
        EventId boundary = fixture.hub.head();
        fixture.publish(1);
        RecordingSubscriber reader = fixture.join(EVERYTHING, Start.after(boundary.toString()));

        assertThat(reader.gaps()).isEmpty();
        assertThat(reader.data()).containsExactly("1");
    }

    @Test
    void cleanBoundaryIsNoGap() {
        HubFixture fixture = opened(false);
        fixture.publish(2);
        RecordingSubscriber reader = fixture.join(EVERYTHING, Start.after(old(1)));

        assertThat(reader.data()).containsExactly("old 2", "old 3", "1", "2");
        assertThat(reader.gaps()).isEmpty();
    }

    @Test
    void holesBetweenPositionsAreNothingSpecial() {
        HubFixture fixture = opened(true);
        EventId last = fixture.publish(3);
        RecordingSubscriber between =
                fixture.join(EVERYTHING, Start.after(new EventId(last.epoch(), last.position() - 1).toString()));
        RecordingSubscriber newest = fixture.join(EVERYTHING, Start.last(2));

        assertThat(between.data()).containsExactly("3");
        assertThat(newest.data()).containsExactly("2", "3");
    }
}
