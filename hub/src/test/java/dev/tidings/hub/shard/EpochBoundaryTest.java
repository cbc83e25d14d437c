package dev.tidings.hub.shard;

import static dev.tidings.hub.shard.HubFixture.EVERYTHING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Gap;
import java.util.List;
import org.junit.jupiter.api.Test;

class EpochBoundaryTest {

    private static final EventId BOUNDARY = new EventId(TwoEpochLog.NEW, 1005);

    private static HubFixture opened(boolean lossy) {
        return new HubFixture(HubLimits.DEFAULT, new TwoEpochLog(3, lossy));
    }

    private static String old(long position) {
        return new EventId(TwoEpochLog.OLD, position).toString();
    }

    @Test
    void readerThatCrossesALossyBoundaryGetsAGapBetweenTheTwoEpochs() {
        HubFixture fixture = opened(true);
        fixture.publish(2);
        RecordingSubscriber reader = fixture.join(EVERYTHING, Start.after(old(10)));

        assertThat(reader.data()).containsExactly("old 2", "old 3", "1", "2");
        assertThat(reader.gaps()).containsExactly(new Gap(Gap.Reason.LOST, old(30), BOUNDARY));
        List<Item> arrived = reader.arrived();
        assertThat(arrived.get(3)).as("after the two events of the old epoch").isInstanceOf(Item.Missed.class);
    }

    @Test
    void readerAtTheEndOfTheOldEpochGetsTheGapToo() {
        HubFixture fixture = opened(true);
        RecordingSubscriber reader = fixture.join(EVERYTHING, Start.after(old(30)));
        fixture.publish(1);

        assertThat(reader.gaps()).containsExactly(new Gap(Gap.Reason.LOST, old(30), BOUNDARY));
        assertThat(reader.data()).containsExactly("1");
    }

    @Test
    void readerThatWasToldOfTheGapIsNotToldAgain() {
        HubFixture fixture = opened(true);
        fixture.publish(1);
        RecordingSubscriber reader = fixture.join(EVERYTHING, Start.after(BOUNDARY.toString()));

        assertThat(reader.gaps()).isEmpty();
        assertThat(reader.data()).containsExactly("1");
    }

    @Test
    void cleanBoundaryIsNoGap() {
        HubFixture fixture = opened(false);
        fixture.publish(2);
        RecordingSubscriber reader = fixture.join(EVERYTHING, Start.after(old(10)));

        assertThat(reader.data()).containsExactly("old 2", "old 3", "1", "2");
        assertThat(reader.gaps()).isEmpty();
    }

    @Test
    void holesBetweenPositionsAreNothingSpecial() {
        HubFixture fixture = opened(true);
        EventId last = fixture.publish(3);
        RecordingSubscriber between =
                fixture.join(EVERYTHING, Start.after(new EventId(last.epoch(), last.position() - 4).toString()));
        RecordingSubscriber newest = fixture.join(EVERYTHING, Start.last(2));

        assertThat(between.data()).containsExactly("3");
        assertThat(newest.data()).containsExactly("2", "3");
    }
}
