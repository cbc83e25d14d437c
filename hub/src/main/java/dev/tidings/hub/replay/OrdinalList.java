package dev.tidings.hub.replay;

/** Which events of one segment carry one value or one topic. */
public interface OrdinalList {

    /** The smallest ordinal in it. */
    int first();

    /** How many there are, about: the shortest list leads an intersection. */
    long size();

    /** A cursor from the beginning, for one thread. */
    OrdinalCursor cursor(ReplayCost cost);
}
