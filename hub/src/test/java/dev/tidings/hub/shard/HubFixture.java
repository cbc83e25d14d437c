package dev.tidings.hub.shard;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Gap;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.log.EventLog;
import dev.tidings.hub.log.MemoryLog;
import dev.tidings.hub.shard.ManualScheduler.ManualExecutor;
import dev.tidings.hub.shard.ManualScheduler.ManualLoop;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A hub with one shard on a deterministic scheduler. */
final class HubFixture {

    static final Subscription EVERYTHING = Subscription.of(Filter.all());

    /** Room for eight events of 8 000 bytes, no more. */
    static final HubLimits SMALL_TAIL = HubLimits.DEFAULT.withTailBytes(64 << 10);

    final ManualScheduler scheduler = new ManualScheduler(new Random(1));
    final ManualLoop loop = scheduler.loop();
    final ManualLoop ownLoop = scheduler.loop();
    final ManualExecutor readers = scheduler.executor(2);
    final ManualExecutor listeners = scheduler.executor(1);
    final RecordingEncoding encoding = new RecordingEncoding();
    final Counters counters = new Counters();
    final HubLimits limits;
    final Hub hub;
    final Shard shard;
    private int published;

    HubFixture() {
        this(HubLimits.DEFAULT);
    }

    HubFixture(HubLimits limits) {
        this(limits, MemoryLog.open());
    }

    HubFixture(HubLimits limits, EventLog log) {
        this.limits = limits;
        hub = open(log, scheduler);
        shard = hub.addShard(loop);
        scheduler.settle();
    }

    /** One whose time is over whenever it looks: each slice does the least that it can. */
    static HubFixture hurried() {
        AtomicLong now = new AtomicLong();
        return new HubFixture(HubLimits.DEFAULT.withSlice(1, Duration.ofNanos(1)), now::incrementAndGet);
    }

    private HubFixture(HubLimits limits, Ticker ticker) {
        this.limits = limits;
        hub = open(MemoryLog.open(), ticker);
        shard = hub.addShard(loop);
        scheduler.settle();
    }

    private Hub open(EventLog log, Ticker ticker) {
        return Hub.builder()
                .log(log)
                .limits(limits)
                .ticker(ticker)
                .readers(readers)
                .executor(listeners)
                .ownLoop(ownLoop)
                .metrics(counters)
                .open();
    }

    /** What the hub tells of its work. */
    static final class Counters implements HubMetrics {
        final AtomicInteger pagesRead = new AtomicInteger();
        final AtomicInteger turnedBehind = new AtomicInteger();
        final AtomicInteger overruns = new AtomicInteger();
        final AtomicInteger gaps = new AtomicInteger();

        @Override
        public void pageRead(int events, long bytes) {
            pagesRead.incrementAndGet();
        }

        @Override
        public void turnedBehind() {
            turnedBehind.incrementAndGet();
        }

        @Override
        public void shardOverrun() {
            overruns.incrementAndGet();
        }

        @Override
        public void gap(Gap.Reason reason) {
            gaps.incrementAndGet();
        }
    }

    /** One that joins for everything, from now on. */
    RecordingSubscriber join() {
        return join(EVERYTHING, Start.now());
    }

    RecordingSubscriber join(Subscription subscription, Start start) {
        return join(subscription, start, "");
    }

    RecordingSubscriber join(Subscription subscription, Start start, String principal) {
        RecordingSubscriber subscriber = new RecordingSubscriber(loop, encoding);
        join(subscriber, subscription, start, principal);
        scheduler.settle();
        return subscriber;
    }

    Membership join(RecordingSubscriber subscriber, Subscription subscription, Start start, String principal) {
        return shard.join(new JoinRequest<>(
                subscriber,
                subscription,
                encoding,
                start,
                principal,
                JoinRequest.DEFAULT_STALL_LIMIT,
                JoinRequest.DEFAULT_HEARTBEAT));
    }

    /** One that joins for everything and is treated so when it is behind. */
    RecordingSubscriber join(Start start, WhenBehind whenBehind) {
        return join(EVERYTHING, start, whenBehind);
    }

    RecordingSubscriber join(Subscription subscription, Start start, WhenBehind whenBehind) {
        RecordingSubscriber subscriber = new RecordingSubscriber(loop, encoding);
        shard.join(new JoinRequest<>(
                subscriber,
                subscription,
                encoding,
                start,
                "",
                JoinRequest.DEFAULT_STALL_LIMIT,
                JoinRequest.DEFAULT_HEARTBEAT,
                whenBehind));
        scheduler.settle();
        return subscriber;
    }

    EventId publish(Event event) {
        return hub.publish(event).toCompletableFuture().join();
    }

    /** Publishes events of topic "a" with the data "1", "2", ..., one after the other, and lets all of it happen. */
    EventId publish(int count) {
        return publish(count, 0);
    }

    /** The same with so many bytes of padding, which the data begins with. */
    EventId publish(int count, int padding) {
        EventId last = hub.head();
        for (int i = 0; i < count; i++) {
            last = publish(Event.of("a", " ".repeat(padding) + ++published));
            scheduler.settle();
        }
        return last;
    }

    /** Publishes so much that nothing of before is in the tail any more. */
    void rollTail() {
        publish(40, 8_000);
    }

    static List<String> trimmed(RecordingSubscriber subscriber) {
        return subscriber.data().stream().map(String::strip).toList();
    }

    /** "first", ..., "last". */
    static List<String> numbers(int first, int last) {
        return java.util.stream.IntStream.rangeClosed(first, last)
                .mapToObj(Integer::toString)
                .toList();
    }

    Census census() {
        return shard.census();
    }
}
