package dev.tidings.hub.replay;

import dev.tidings.hub.event.Filter;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** Ascending ordinals that are found by seeking, each with the topic of its event. For one thread. */
public interface OrdinalCursor {

    /** Behind every ordinal. */
    int END = Ordinals.NONE;

    /**
     * The smallest ordinal from the given one on; {@link #END} if there is none.
     *
     * @param from never smaller than in the call before
     */
    int next(int from);

    /** The number of the topic of the event that {@link #next} has found. */
    int topic();

    /** What any of the parts has: a union. */
    final class AnyOf implements OrdinalCursor {

        private final OrdinalCursor[] parts;
        private final int[] heads;
        private int current = -1;

        private AnyOf(List<OrdinalCursor> parts) {
            this.parts = parts.toArray(new OrdinalCursor[0]);
            this.heads = new int[parts.size()];
            Arrays.fill(heads, -1);
        }

        static OrdinalCursor of(List<OrdinalCursor> parts) {
            return parts.size() == 1 ? parts.get(0) : new AnyOf(parts);
        }

        @Override
        public int next(int from) {
            int smallest = END;
            for (int i = 0; i < parts.length; i++) {
                if (heads[i] < from) {
                    heads[i] = parts[i].next(from);
                }
                smallest = Math.min(smallest, heads[i]);
            }
            current = smallest;
            return smallest;
        }

        @Override
        public int topic() {
            int i = 0;
            while (heads[i] != current) {
                i++;
            }
            return parts[i].topic();
        }
    }

    /** What all of the parts have: an intersection. The first part leads, so it should be the shortest. */
    final class AllOf implements OrdinalCursor {

        private final OrdinalCursor[] parts;

        private AllOf(List<OrdinalCursor> parts) {
            this.parts = parts.toArray(new OrdinalCursor[0]);
        }

        static OrdinalCursor of(List<OrdinalCursor> parts) {
            return parts.size() == 1 ? parts.get(0) : new AllOf(parts);
        }

        @Override
        public int next(int from) {
            int candidate = parts[0].next(from);
            int agreed = 1;
            while (agreed < parts.length && candidate != END) {
                int there = parts[agreed].next(candidate);
                if (there == candidate) {
                    agreed++;
                } else {
                    candidate = there == END ? END : parts[0].next(there);
                    agreed = 1;
                }
            }
            return candidate;
        }

        @Override
        public int topic() {
            return parts[0].topic();
        }
    }

    /** Those whose event has a topic that the filter wants: where that is cheaper than to go by lists of topics. */
    final class TopicChecked implements OrdinalCursor {

        private final OrdinalCursor candidates;
        private final Filter filter;
        private final SegmentLists lists;
        private final int bound;

        // By number: each topic is looked at once.
        private final BitSet wanted = new BitSet();
        private final BitSet unwanted = new BitSet();

        TopicChecked(OrdinalCursor candidates, Filter filter, SegmentLists lists, int bound) {
            this.candidates = candidates;
            this.filter = filter;
            this.lists = lists;
            this.bound = bound;
        }

        @Override
        public int next(int from) {
            int candidate = candidates.next(from);
            while (candidate < bound && !isWanted(candidates.topic())) {
                candidate = candidates.next(candidate + 1);
            }
            return candidate < bound ? candidate : END;
        }

        private boolean isWanted(int topic) {
            if (!wanted.get(topic) && !unwanted.get(topic)) {
                (filter.matchesTopic(lists.topicName(topic)) ? wanted : unwanted).set(topic);
            }
            return wanted.get(topic);
        }

        @Override
        public int topic() {
            return candidates.topic();
        }
    }
}
