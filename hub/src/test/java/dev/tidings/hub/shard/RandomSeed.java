package dev.tidings.hub.shard;

/** Seeds that are printed, and can be given back with {@code -Dtidings.seed=N}. */
final class RandomSeed {
    private RandomSeed() {}

    static long next(String test) {
        long seed = Long.getLong("tidings.seed", System.nanoTime());
        System.out.println(test + ": -Dtidings.seed=" + seed);
        return seed;
    }
}
