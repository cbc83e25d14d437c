package dev.tidings.hub.replay;

import org.jspecify.annotations.Nullable;

/**
 * The lists of one segment of a log: what a query goes by. An event's ordinal is its place in the segment; a topic's number is its
 * place among the segment's topics.
 * <p>
 * For one thread, for the length of one query; closing it lets go of what its lists and cursors hold.
 */
public interface SegmentLists extends AutoCloseable {

    /** The events of which an attribute has a value; null if there are none. */
    @Nullable
    OrdinalList value(String name, String value);

    /** The events with this very topic; null if there are none. */
    @Nullable
    OrdinalList topic(String topic);

    /** Visits the topics that begin with a prefix, in order, until the visitor has seen enough. */
    void topics(String prefix, TopicVisitor visitor);

    /** Every event. */
    OrdinalCursor every(ReplayCost cost);

    /** The topic with a number that {@link OrdinalCursor#topic()} gave. */
    String topicName(int topic);

    @Override
    void close();

    /** Looks at topics one by one. */
    @FunctionalInterface
    interface TopicVisitor {

        /** @return whether to go on */
        boolean visit(String topic, OrdinalList events);
    }
}
