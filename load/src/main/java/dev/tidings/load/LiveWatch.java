package dev.tidings.load;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;

/** Subscribers that are live, and a publisher at a fixed rate to all of them: what they notice of anything else. For one thread. */
final class LiveWatch implements AutoCloseable {
    /** 1 s that is not timed: connections and code get warm. */
    private static final Duration WARMUP = Duration.ofSeconds(1);

    /** 5 s without any delivery: what has not come by now does not come. */
    private static final Duration QUIET = Duration.ofSeconds(5);

    /** 5 min: ends it if nobody does. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Loops loops;
    private final LastArrival last;
    private final Crowd crowd;
    private final Publisher publisher;
    private final CompletableFuture<Published> publishing;

    /**
     * What they noticed.
     *
     * @param latency from when an event was due until the last subscriber had it
     * @param trouble the first thing that went wrong, or nothing
     */
    record Noticed(Percentiles latency, Percentiles roundTrip, boolean isExact, String trouble) {}

    /**
     * Returns when all is under way, and timed from now on.
     *
     * @param loops with one reader, which nobody else should keep busy
     */
    LiveWatch(Loops loops, Target target, CrowdPlan who, double rate) {
        this.loops = loops;
        this.last = new LastArrival(who.subscribers());
        this.crowd = Crowd.open(loops, target, who, last);
        PublishPlan plan = PublishPlan.DEFAULT
                .withLanes(who.firstLane(), 1)
                .withRate(rate)
                .withConnections(1, Integer.MAX_VALUE)
                .withDuration(LONGEST);
        this.publisher = new Publisher(loops, target, plan, 0, () -> 0);
        this.publishing = publisher.start();
        Await.until(WARMUP, publishing::isDone);
        long now = System.nanoTime();
        loops.reader(0).execute(() -> last.startTiming(now));
        publisher.startTiming();
        loops.startClocks();
    }

    /** Ends the publishing, and waits for what is on its way. */
    Noticed end() {
        publisher.stop();
        Published published = publishing.join();
        crowd.awaitDelivered(published.events() * crowd.perLane(), QUIET);
        CrowdResult result = crowd.result(published.perLane());
        Histogram latency = Loops.on(loops.reader(0), last::latency);
        String trouble = published.trouble().isEmpty() ? result.trouble() : published.trouble();
        return new Noticed(
                Percentiles.of(latency),
                Percentiles.of(published.roundTrip()),
                result.isExact() && published.refused() == 0 && trouble.isEmpty(),
                trouble);
    }

    @Override
    public void close() {
        publisher.stop();
        crowd.close();
    }
}
