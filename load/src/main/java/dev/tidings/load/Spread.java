package dev.tidings.load;

/**
 * Who has which of many lanes: in no order that would help a hub, but the same each time. Neighbours are a golden section apart, so
 * that however many there are, they lie evenly over all lanes.
 *
 * @param lanes how many there are, &gt;= 1
 */
record Spread(int lanes) {
    private static final double GOLDEN_SECTION = 0.618034;

    /** A different one for each number below {@code lanes}. */
    long lane(int number) {
        return number * step() % lanes;
    }

    /** Has no divisor in common with the lanes: only then does everyone get a lane of his own. */
    private long step() {
        long step = Math.max(1, Math.round(lanes * GOLDEN_SECTION));
        while (divisor(step, lanes) > 1) step++;
        return step;
    }

    private static long divisor(long one, long other) {
        return other == 0 ? one : divisor(other, one % other);
    }
}
