package dev.tidings.it;

import java.util.Random;

/** A random source whose seed is printed, and can be given back with {@code -Dtidings.seed=N}. */
final class RandomSeed {
    private RandomSeed() {}

    static Random random(String test) {
        long seed = Long.getLong("tidings.seed", System.nanoTime());
        System.out.println(test + ": -Dtidings.seed=" + seed);
        return new Random(seed);
    }
}
