package dev.tidings.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Many subscribers, spread over the reading loops. Safe for any thread. */
final class Crowd implements AutoCloseable {
    /** 128: the usual length of a listener's queue of connections that are not accepted yet. */
    private static final int CONNECTING = 128;

    /** 10 ms: asking everyone whether they have caught up costs the loops as much as a small burst. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

    /** 2 min: a server that has not given everything by then is not going to be compared by how long it takes. */
    private static final Duration LONGEST_CATCHING_UP = Duration.ofMinutes(2);

    /** 200 ms: there are servers that subscribe a moment after they have answered. */
    private static final Duration SETTLING = Duration.ofMillis(200);

    private final Loops loops;
    private final CrowdPlan plan;
    private final Deliveries deliveries;
    private final @Nullable LastArrival last;
    private final List<Tally> tallies = new ArrayList<>();
    private final List<LoadSubscriber> subscribers = new ArrayList<>();

    private Crowd(Loops loops, CrowdPlan plan) {
        this.loops = loops;
        this.plan = plan;
        this.deliveries = new Deliveries(loops.readers());
        this.last = plan.lanes() == 1 && loops.readers() == 1 ? new LastArrival(plan.subscribers()) : null;
        for (int i = 0; i < loops.readers(); i++) tallies.add(new Tally(deliveries, i));
    }

    /**
     * Returns when every stream has opened: from then on no event may be missed.
     *
     * @throws IllegalStateException if they do not
     */
    static Crowd open(Loops loops, Target target, CrowdPlan plan) {
        return open(loops, target, plan, LoadProgress.NONE);
    }

    /** The same, told as it goes. */
    static Crowd open(Loops loops, Target target, CrowdPlan plan, LoadProgress progress) {
        Crowd crowd = new Crowd(loops, plan);
        Dialer dialer = new Dialer(loops, target, plan.receiveBytes());
        for (int i = 0; i < plan.subscribers(); i++) {
            int opening = i - CONNECTING;
            if (opening >= 0) {
                crowd.awaitJoined(opening);
                progress.opened(opening);
            }
            crowd.connect(dialer, target, i);
        }
        crowd.awaitJoined(plan.subscribers());
        progress.opened(plan.subscribers());
        Await.pass(SETTLING);
        return crowd;
    }

    private void connect(Dialer dialer, Target target, int number) {
        int loop = number % loops.readers();
        Witness witness = last == null ? Witness.NONE : last;
        Tally tally = tallies.get(loop);
        LoadSubscriber subscriber = new LoadSubscriber(target, plan.lane(number), number, tally, witness);
        subscribers.add(subscriber);
        dialer.subscribe(loops.reader(loop), subscriber);
    }

    private void awaitJoined(long count) {
        // One that was turned away does not come back.
        Await.until(Duration.ofSeconds(30), () -> sum(Tally::joined) >= count || sum(Tally::turnedAway) > 0);
        if (sum(Tally::joined) < count) {
            throw new IllegalStateException(
                    "only " + sum(Tally::joined) + " of " + plan.subscribers() + " streams have opened " + trouble());
        }
    }

    /** What the subscribers of one lane are. */
    int perLane() {
        return plan.subscribers() / plan.lanes();
    }

    Deliveries deliveries() {
        return deliveries;
    }

    long delivered() {
        return deliveries.total();
    }

    private long sum(ToLongFunction<Tally> figure) {
        long sum = 0;
        for (Tally tally : tallies) sum += figure.applyAsLong(tally);
        return sum;
    }

    /** Only events sent from now on are timed. */
    void startTiming() {
        long now = System.nanoTime();
        forEachLoop(loop -> {
            tallies.get(loop).startTiming(now);
            if (last != null) last.startTiming(now);
        });
    }

    /** Stops taking bytes from the sockets, or goes on. */
    void reading(boolean on) {
        forEachLoop(loop -> {
            for (int i = loop; i < subscribers.size(); i += loops.readers())
                subscribers.get(i).reading(on);
        });
    }

    /** Waits until there have been so many deliveries, or none for some time, or it takes too long; whether there have. */
    boolean awaitDelivered(long deliveries) {
        long end = System.nanoTime() + Publisher.OVERDUE.toNanos();
        Await.progress(Publisher.QUIET, () -> System.nanoTime() > end ? Long.MAX_VALUE : delivered(), deliveries);
        return delivered() >= deliveries;
    }

    /** The same when gaps may come: waits until everyone has had the last number of their lane, or their stream has ended. */
    boolean awaitCaughtUp(long[] published, Duration quiet) {
        long seen = -1;
        long end = System.nanoTime() + LONGEST_CATCHING_UP.toNanos();
        while (caughtUp(published) < plan.subscribers()) {
            long before = seen;
            if (System.nanoTime() > end || !Await.until(quiet, () -> delivered() != before)) return false;
            seen = delivered();
            Await.pass(LOOK_AGAIN);
        }
        return true;
    }

    private long caughtUp(long[] published) {
        long[] count = {0};
        forEachLoop(loop -> {
            for (int i = loop; i < subscribers.size(); i += loops.readers()) {
                LoadSubscriber subscriber = subscribers.get(i);
                if (subscriber.hasEnded() || subscriber.check().expected() >= published[lane(subscriber)]) count[0]++;
            }
        });
        return count[0];
    }

    private int lane(LoadSubscriber subscriber) {
        return (int) (subscriber.lane() - plan.firstLane());
    }

    /**
     * What has happened so far.
     *
     * @param published of each lane, how many numbers it has had, the first lane first
     */
    CrowdResult result(long[] published) {
        CrowdResult result = new CrowdResult();
        for (int loop = 0; loop < loops.readers(); loop++) {
            int number = loop;
            CrowdResult part = Loops.on(loops.reader(loop), () -> part(number, published));
            result.add(part);
        }
        return result;
    }

    private CrowdResult part(int loop, long[] published) {
        CrowdResult part = new CrowdResult();
        part.add(tallies.get(loop));
        // What only one receives, he receives last.
        if (last != null) part.last.add(last.latency());
        else if (perLane() == 1) part.last.add(tallies.get(loop).latency);
        for (int i = loop; i < subscribers.size(); i += loops.readers()) {
            LoadSubscriber subscriber = subscribers.get(i);
            int lane = lane(subscriber);
            part.add(subscriber.check(), lane < published.length ? published[lane] : 0);
        }
        return part;
    }

    /** How long the streams took to open. */
    Histogram joining() {
        Histogram all = Tally.histogram();
        for (int loop = 0; loop < loops.readers(); loop++) {
            Tally tally = tallies.get(loop);
            all.add(Loops.on(loops.reader(loop), tally.joining::copy));
        }
        return all;
    }

    private String trouble() {
        for (int loop = 0; loop < loops.readers(); loop++) {
            Tally tally = tallies.get(loop);
            String trouble = Loops.on(loops.reader(loop), () -> tally.trouble);
            if (!trouble.isEmpty()) return "(" + trouble + ")";
        }
        return "";
    }

    private void forEachLoop(IntConsumer work) {
        for (int loop = 0; loop < loops.readers(); loop++) {
            int number = loop;
            Loops.on(loops.reader(loop), () -> {
                work.accept(number);
                return true;
            });
        }
    }

    @Override
    public void close() {
        forEachLoop(loop -> {
            for (int i = loop; i < subscribers.size(); i += loops.readers())
                subscribers.get(i).leave(false);
        });
    }
}
