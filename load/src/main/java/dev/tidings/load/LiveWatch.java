package dev.tidings.load;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Subscribers that are live, and a publisher at a fixed rate to all of them: what they notice of anything else. For one thread. */
final class LiveWatch implements AutoCloseable {
    /** 1 s that is not timed: connections and code get warm. */
    private static final Duration WARMUP = Duration.ofSeconds(1);

    /** 5 min: ends it if nobody does. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

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
        this.crowd = Crowd.open(loops, target, who);
        PublishPlan plan = PublishPlan.DEFAULT
                .withLanes(who.firstLane(), 1)
                .withRate(rate)
                .withConnections(1, Integer.MAX_VALUE)
                .withDuration(LONGEST);
        this.publisher = new Publisher(loops, target, plan, who.subscribers(), crowd.deliveries());
        this.publishing = publisher.start();
        Await.until(WARMUP, publishing::isDone);
        crowd.startTiming();
        publisher.startTiming();
        loops.startClocks();
    }

    /** Ends the publishing, and waits for what is on its way. */
    Noticed end() {
        publisher.stop();
        Published published = publishing.join();
        crowd.awaitDelivered(published.events() * crowd.perLane());
        CrowdResult result = crowd.result(published.perLane());
        String trouble = published.trouble().isEmpty() ? result.trouble() : published.trouble();
        return new Noticed(
                Percentiles.of(result.last),
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
