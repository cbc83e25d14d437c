package dev.tidings.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** I1, I2 and I5 against a naive model that scans a list, after every step. */
class ModelTest {

    private static final int SEEDS = 10;
    private static final int STEPS = 10_000;

    @Test
    void everySubscriberGetsExactlyItsEventsInOrderWhateverHappens() {
        Random seeds = new Random(RandomSeed.next("ModelTest"));
        Map<String, Integer> situations = new TreeMap<>();
        for (int i = 0; i < SEEDS; i++) {
            run(seeds.nextLong()).forEach((situation, count) -> situations.merge(situation, count, Integer::sum));
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

    private static Map<String, Integer> run(long seed) {
        HubModel model = new HubModel(seed);
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
