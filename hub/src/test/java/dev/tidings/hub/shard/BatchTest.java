package dev.tidings.hub.shard;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.match.SubscriptionIndex;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What lies between a shard and the head goes out in few pieces. */
class BatchTest {

    private static final int BATCH_BYTES = 16 << 10;

    private final HubFixture fixture = new HubFixture(HubLimits.DEFAULT.withBatchBytes(BATCH_BYTES));

    @AfterEach
    void nothingIsLeft() {
        fixture.encoding.check();
        assertThat(fixture.encoding.alive()).isZero();
    }

    private RecordingSubscriber join(String topic) {
        return fixture.join(Subscription.of(Filter.topic(topic)), Start.now());
    }

    @Test
    void whatWaitsTogetherComesTogether() {
        RecordingSubscriber subscriber = join("a");
        int calls = subscriber.calls();
        for (int i = 0; i < 20; i++) {
            fixture.publish(Event.of("a", "x"));
        }
        fixture.scheduler.settle();

        assertThat(subscriber.data()).hasSize(20);
        assertThat(subscriber.calls() - calls).isEqualTo(1);
    }

    @Test
    void largeEventsForSomeDoNotMakeTheBatchesOfOthersSmall() {
        RecordingSubscriber many = join("small");
        List<RecordingSubscriber> few = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            few.add(join("large." + i));
        }
        int calls = many.calls();
        for (int i = 0; i < 10; i++) {
            fixture.publish(Event.of("small", "x"));
            fixture.publish(Event.of("large." + i, "x".repeat(10_000)));
        }
        fixture.scheduler.settle();

        assertThat(many.data()).hasSize(10);
        assertThat(many.calls() - calls).isEqualTo(1);
        assertThat(few).allSatisfy(one -> assertThat(one.data()).hasSize(1));
    }

    @Test
    void eventsThatAreSlowToMatchAreTakenOneByOne() {
        AtomicLong now = new AtomicLong();
        Slice slow = new Slice(() -> now.addAndGet(Duration.ofMinutes(1).toNanos()), HubLimits.DEFAULT);
        Tail tail = new Tail(1 << 20, 0, Ticker.SYSTEM);
        tail.append(Stream.of(1, 2, 3)
                .map(position -> new Delivery("abcdefgh", position, 0, Event.of("a", "x")))
                .toList());
        Tail.Cursor cursor = requireNonNull(tail.cursorAfter(0));
        slow.begin();

        boolean taken = new Batch(
                        new SubscriptionIndex<>(), BATCH_BYTES, Ticker.SYSTEM, new ShardCounts(NoMetrics.INSTANCE))
                .fill(cursor, slow);

        assertThat(taken).isTrue();
        assertThat(cursor.position()).isEqualTo(1);
    }

    /** Thousands of subscribers to topic "all", each with a subscription of its own. */
    private static List<RecordingSubscriber> crowd(HubFixture hub) {
        List<RecordingSubscriber> all = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            RecordingSubscriber subscriber = new RecordingSubscriber(hub.loop, hub.encoding);
            hub.join(subscriber, Subscription.of(Filter.topics("all", "to." + i)), Start.now(), "");
            all.add(subscriber);
        }
        hub.scheduler.settle();
        return all;
    }

    @Test
    void eventsThatAreSlowToMatchForThousandsAreTakenTogether() {
        HubFixture hurried = HubFixture.hurried();
        List<RecordingSubscriber> all = crowd(hurried);
        int calls = all.get(0).calls();
        for (int i = 0; i < 4; i++) {
            hurried.publish(Event.of("all", "x"));
        }
        hurried.scheduler.settle();

        assertThat(all).allSatisfy(one -> {
            assertThat(one.data()).hasSize(4);
            assertThat(one.calls() - calls).isEqualTo(1);
        });
    }

    /** Lets two milliseconds pass in the middle of the batch that comes, and settles. */
    private static void serveSlowly(HubFixture sliced) {
        while (!sliced.shard.isServing()) {
            sliced.scheduler.step();
        }
        sliced.scheduler.advance(Duration.ofMillis(2).toNanos());
        sliced.scheduler.settle();
    }

    @Test
    void whatComesSoonAfterALongBatchComesTogether() {
        HubFixture sliced = new HubFixture(HubLimits.DEFAULT.withSlice(1, Duration.ofSeconds(1)));
        RecordingSubscriber first = sliced.join();
        sliced.join();
        sliced.publish(Event.of("a", "x"));
        serveSlowly(sliced);
        int calls = first.calls();
        assertThat(first.data()).hasSize(1);

        for (int i = 0; i < 3; i++) {
            sliced.publish(Event.of("a", "x"));
            sliced.scheduler.settle();
        }
        assertThat(first.data()).hasSize(1);
        sliced.scheduler.advance(Duration.ofMillis(2).dividedBy(4).toNanos());
        sliced.scheduler.settle();
        assertThat(first.data()).hasSize(4);
        assertThat(first.calls() - calls).isEqualTo(1);
    }

    @Test
    void whoJoinsWhileTheShardRestsGetsNothingOfBefore() {
        HubFixture sliced = new HubFixture(HubLimits.DEFAULT.withSlice(1, Duration.ofSeconds(1)));
        RecordingSubscriber first = sliced.join();
        sliced.join();
        sliced.publish(Event.of("a", "x"));
        serveSlowly(sliced);
        sliced.publish(Event.of("a", "before"));
        sliced.scheduler.settle();
        assertThat(first.data()).hasSize(1);

        RecordingSubscriber newcomer = sliced.join();
        sliced.publish(Event.of("a", "behind"));
        sliced.scheduler.advance(Duration.ofMillis(2).toNanos());
        sliced.scheduler.settle();

        assertThat(newcomer.data()).containsExactly("behind");
        assertThat(first.data()).containsExactly("x", "before", "behind");
    }

    @Test
    void whatThereWasNoRoomForFollowsALongBatchAtOnce() {
        HubFixture sliced =
                new HubFixture(HubLimits.DEFAULT.withBatchBytes(BATCH_BYTES).withSlice(1, Duration.ofSeconds(1)));
        RecordingSubscriber first = sliced.join();
        sliced.join();
        sliced.publish(Event.of("a", "x".repeat(BATCH_BYTES)));
        sliced.publish(Event.of("a", "x"));
        serveSlowly(sliced);

        assertThat(first.data()).hasSize(2);
    }

    @Test
    void whatIsBeingFilledWhenTheHubClosesIsLetGo() {
        HubFixture hurried = HubFixture.hurried();
        crowd(hurried);
        for (int i = 0; i < 4; i++) {
            hurried.publish(Event.of("all", "x"));
        }
        hurried.hub.close();
        hurried.scheduler.settle();

        hurried.encoding.check();
        assertThat(hurried.encoding.alive()).isZero();
    }

    @Test
    void nobodyGetsMoreThanABatchAtOnce() {
        RecordingSubscriber subscriber = join("a");
        int calls = subscriber.calls();
        for (int i = 0; i < 8; i++) {
            fixture.publish(Event.of("a", "x".repeat(BATCH_BYTES / 2 - 200)));
        }
        fixture.scheduler.settle();

        assertThat(subscriber.data()).hasSize(8);
        assertThat(subscriber.calls() - calls).isEqualTo(4);
    }

    @Test
    void allTogetherGetNoMoreThanEightBatchesAtOnce() {
        RecordingSubscriber many = join("small");
        for (int i = 0; i < 32; i++) {
            join("large." + i);
        }
        int calls = many.calls();
        for (int i = 0; i < 32; i++) {
            fixture.publish(Event.of("large." + i, "x".repeat(BATCH_BYTES - 400)));
            fixture.publish(Event.of("small", "x"));
        }
        fixture.scheduler.settle();

        assertThat(many.data()).hasSize(32);
        assertThat(many.calls() - calls).isEqualTo(4);
    }
}
