package dev.tidings.hub.shard;

import static dev.tidings.hub.shard.HubFixture.numbers;
import static dev.tidings.hub.shard.HubFixture.trimmed;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PendingBudgetTest {

    private final HubFixture fixture = new HubFixture(
            HubLimits.DEFAULT.withLiveBytes(16 << 10).withPendingBytes(64 << 10).withBatchBytes(1024));

    private List<RecordingSubscriber> stalled(int count) {
        List<RecordingSubscriber> stalled = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            RecordingSubscriber subscriber = fixture.join();
            subscriber.stall();
            stalled.add(subscriber);
        }
        return stalled;
    }

    @Test
    void oneSlowSubscriberMayHavePendingWhatIsAllowedToOne() {
        RecordingSubscriber slow = stalled(1).get(0);
        fixture.publish(60, 900);

        assertThat(slow.pendingBytes()).isBetween(16L << 10, 18L << 10);
    }

    @Test
    void manySlowSubscribersMayHaveLessPendingEach() {
        List<RecordingSubscriber> slow = stalled(16);
        fixture.publish(60, 900);

        assertThat(slow)
                .allSatisfy(subscriber -> assertThat(subscriber.pendingBytes()).isLessThan(8 << 10));
        assertThat(fixture.census().pendingBytes()).isLessThanOrEqualTo(64 << 10);
    }

    @Test
    void thoseWhoNeverReadCannotKeepTheBudgetFromOthers() {
        stalled(100);
        RecordingSubscriber healthy = fixture.join();
        fixture.publish(60, 900);

        assertThat(trimmed(healthy)).isEqualTo(numbers(1, 60));
    }

    /** Its pages would be larger than what those who never read have left. */
    @Test
    void whoFellBehindCatchesUpWhileOthersNeverRead() {
        HubFixture roomy = new HubFixture(HubLimits.DEFAULT
                .withLiveBytes(16 << 10)
                .withPendingBytes(64 << 10)
                .withBatchBytes(16 << 10));
        for (int i = 0; i < 100; i++) {
            roomy.join().stall();
        }
        RecordingSubscriber late = roomy.join();
        late.stall();
        roomy.publish(60, 900);
        assertThat(trimmed(late)).hasSizeLessThan(60);
        late.open();
        roomy.scheduler.passSeconds(3);

        assertThat(trimmed(late)).isEqualTo(numbers(1, 60));
    }

    @Test
    void budgetIsFreeAgainWhenSlowSubscribersLeaveOrRead() {
        List<RecordingSubscriber> slow = stalled(16);
        fixture.publish(60, 900);
        slow.forEach(RecordingSubscriber::open);
        fixture.scheduler.passSeconds(3);

        assertThat(fixture.census().pendingBytes()).isZero();
        assertThat(slow)
                .allSatisfy(subscriber -> assertThat(trimmed(subscriber)).isEqualTo(numbers(1, 60)));
    }
}
