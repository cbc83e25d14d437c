package dev.tidings.hub.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** I1, I2 and I5 against a naive model that scans a list, after every step. */
class ModelTest {

    private static final int SEEDS = 10;
    private static final int STEPS = 10_000;

    // Held: a logger that nobody holds forgets its level. What subscribers throw on purpose is logged thousands of
    // times.
    private static final Logger HUB_LOG = Logger.getLogger("dev.tidings.hub");

    @BeforeAll
    static void logNothing() {
        HUB_LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void logAgain() {
        HUB_LOG.setLevel(null);
    }

    @Test
    void everySubscriberGetsExactlyItsEventsInOrderWhateverHappens() {
        Random seeds = new Random(RandomSeed.next("ModelTest"));
        Map<String, Integer> situations = new TreeMap<>();
        for (int i = 0; i < SEEDS; i++) {
            run(seeds.nextLong(), i).forEach((situation, count) -> situations.merge(situation, count, Integer::sum));
        }
        situations.forEach((situation, count) -> System.out.printf("%10d %s%n", count, situation));
        assertThat(situations)
                .as("what must have happened, or this test says nothing")
                .containsKeys(
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
    }

    private static Map<String, Integer> run(long seed, int kind) {
        HubModel model = new HubModel(seed, kind);
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
