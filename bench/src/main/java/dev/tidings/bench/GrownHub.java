package dev.tidings.bench;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.log.MemoryLog;
import dev.tidings.hub.shard.HubLimits;
import dev.tidings.hub.shard.JoinRequest;
import dev.tidings.hub.shard.Membership;
import dev.tidings.hub.shard.Shard;
import dev.tidings.hub.shard.Start;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A hub with one shard and many subscribers, who come, are given events and leave; all of it on the calling thread, whose
 * processor time is what is measured.
 */
final class GrownHub implements AutoCloseable {

    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    /** What is retained must not look like what a subscriber takes: little, and all of it there before anybody joins. */
    private static final long LOG_BYTES = 1 << 20;

    private static final int EVENTS_THAT_FILL_THE_LOG = 10_000;

    private static final int TARGETED_EVENTS = 20_000;

    /** Drained at once, like what comes while a drain is on. */
    private static final int BURST = 32;

    private static final long SEED = 20_260_101;

    private final GrowthKind kind;
    private final CountingSubscriber[] subscribers;
    private final Membership[] memberships;
    private final DrivenLoop loop = new DrivenLoop();
    private final Hub hub = Hub.builder()
            .log(MemoryLog.builder().maxBytes(LOG_BYTES).open())
            .limits(HubLimits.DEFAULT.withTailBytes(LOG_BYTES))
            .open();
    private final Shard shard = hub.addShard(loop);

    GrownHub(GrowthKind kind, int size) {
        this.kind = kind;
        this.subscribers = new CountingSubscriber[size];
        Arrays.setAll(subscribers, number -> new CountingSubscriber());
        this.memberships = new Membership[size];
        for (int i = 0; i < EVENTS_THAT_FILL_THE_LOG; i++) {
            publishAndDrain(List.of(GrowthKind.targeted(i)));
        }
    }

    /** All join; how many nanoseconds each took, its subscription included. */
    double join() {
        long begin = CPU.getCurrentThreadCpuTime();
        for (int i = 0; i < subscribers.length; i++) {
            join(i);
            loop.run();
        }
        return (CPU.getCurrentThreadCpuTime() - begin) / (double) subscribers.length;
    }

    private void join(int number) {
        memberships[number] = shard.join(new JoinRequest<>(
                subscribers[number],
                kind.subscription(number),
                BytesEncoding.INSTANCE,
                Start.now(),
                "",
                JoinRequest.DEFAULT_STALL_LIMIT,
                JoinRequest.DEFAULT_HEARTBEAT));
    }

    /** All leave, in another order than they came; how many nanoseconds each took. */
    double leave() {
        Random random = new Random(SEED);
        for (int i = memberships.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            Membership moved = memberships[i];
            memberships[i] = memberships[other];
            memberships[other] = moved;
        }
        long begin = CPU.getCurrentThreadCpuTime();
        for (Membership membership : memberships) {
            membership.leave();
        }
        loop.run();
        double nanos = (CPU.getCurrentThreadCpuTime() - begin) / (double) memberships.length;
        Arrays.fill(memberships, null);
        return nanos;
    }

    /** Events for one subscriber each, chosen at random; how many nanoseconds the drain took for each. */
    double targeted() {
        Random random = new Random(SEED);
        long before = deliveries();
        long nanos = 0;
        for (int i = 0; i < TARGETED_EVENTS; i += BURST) {
            Event[] burst = new Event[BURST];
            Arrays.setAll(burst, at -> GrowthKind.targeted(random.nextInt(subscribers.length)));
            nanos += publishAndDrain(List.of(burst));
        }
        // Two events for one subscriber in a burst are one write.
        double events = Math.ceil(TARGETED_EVENTS / (double) BURST) * BURST;
        check(deliveries() - before, (long) (events * 0.8), (long) events);
        return nanos / events;
    }

    /** An event for all, each in a drain of its own; how many nanoseconds the quickest drain took for each subscriber. */
    double broadcast() {
        int times = Math.max(5, 1_000_000 / subscribers.length);
        long before = deliveries();
        long best = Long.MAX_VALUE;
        for (int i = 0; i < times; i++) {
            best = Math.min(best, publishAndDrain(List.of(kind.broadcast())));
        }
        long expected = (long) times * subscribers.length;
        check(deliveries() - before, expected, expected);
        return best / (double) subscribers.length;
    }

    private long publishAndDrain(List<Event> events) {
        hub.publish(events).toCompletableFuture().join();
        long begin = CPU.getCurrentThreadCpuTime();
        loop.run();
        return CPU.getCurrentThreadCpuTime() - begin;
    }

    private long deliveries() {
        return Arrays.stream(subscribers)
                .mapToLong(CountingSubscriber::deliveries)
                .sum();
    }

    private static void check(long deliveries, long least, long most) {
        if (deliveries < least || deliveries > most) {
            throw new IllegalStateException("deliveries: " + deliveries + " (expected: " + least + ".." + most + ")");
        }
    }

    @Override
    public void close() {
        hub.close();
        loop.run();
    }
}
