package dev.tidings.load;

/**
 * One sequence of numbered events, and how it is addressed. All subscribers of a lane shall receive each of its numbers once, in
 * order; many lanes with one subscriber each are targeted events, one lane with many is a broadcast.
 *
 * <p>An event's data is a text: {@code "<lane> <sequence> <nanoTime> ...."}, filled up with dots.
 */
final class Lane {
    /** What tokens say of their subscriber's lane, unless told otherwise. */
    static final String CLAIM = "lane";

    private Lane() {}
}
