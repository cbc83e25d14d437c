package dev.tidings.hub.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Lets {@link HubModel}s run, each from a seed of its own and with other limits, and looks whether enough has happened. */
final class ModelRuns {

    private static final int STEPS = 10_000;

    // Held: a logger that nobody holds forgets its level. What subscribers throw on purpose is logged thousands of
    // times.
    private static final Logger HUB_LOG = Logger.getLogger("dev.tidings.hub");

    private static final List<String> MUST_HAPPEN = List.of(
            "steps that found a batch half served",
            "steps that found somebody ahead of the shard",
            "steps that found a page waiting for its budget",
            "steps that found a page waiting for room",
            "steps that found shards at different positions",
            "joins in the middle of a drain",
            "leaves in the middle of a drain",
            "shards closed in the middle of a drain",
            "left within a delivery",
            "threw within a delivery",
            "ended because it stayed behind",
            "events that could not be encoded",
            "heartbeat with an id",
            "gap UNKNOWN",
            "gap LOST",
            "gap EXPIRED",
            "gap with a cap",
            "retention overtook a replay",
            "shards that fell off the tail",
            "pages read",
            "turned behind",
            "turned live");

    /** 5: what must happen comes in some runs many times and in most not at all; so there are more of them while it has not. */
    private static final int MOST_TIMES = 5;

    private ModelRuns() {}

    /** @param test whose name the seed is printed with */
    static void check(String test, int runs, HubModel.Logs logs) {
        HUB_LOG.setLevel(Level.OFF);
        try {
            run(new Random(RandomSeed.next(test)), runs, logs);
        } finally {
            HUB_LOG.setLevel(null);
        }
    }

    private static void run(Random seeds, int runs, HubModel.Logs logs) {
        Map<String, Integer> situations = new TreeMap<>();
        for (int i = 0;
                i < runs || (i < MOST_TIMES * runs && !situations.keySet().containsAll(MUST_HAPPEN));
                i++) {
            run(seeds.nextLong(), i, logs)
                    .forEach((situation, count) -> situations.merge(situation, count, Integer::sum));
        }
        situations.forEach((situation, count) -> System.out.printf("%10d %s%n", count, situation));
        assertThat(situations.keySet())
                .as("what must have happened, or this test says nothing")
                .containsAll(MUST_HAPPEN);
    }

    private static Map<String, Integer> run(long seed, int kind, HubModel.Logs logs) {
        HubModel model = new HubModel(seed, kind, logs);
        int step = 0;
        try {
            for (; step < STEPS; step++) {
                model.step();
            }
            model.end();
        } catch (Throwable e) {
            throw new AssertionError("seed " + seed + ", step " + step + ": " + e.getMessage(), e);
        }
        return model.situations();
    }
}
