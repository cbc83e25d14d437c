package dev.tidings.hub.log;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Filter;
import java.util.Arrays;
import java.util.List;

/** Ascending ordinals that are found by seeking. For one thread. */
sealed interface OrdinalCursor {

    /** {@link Ordinals#NONE} */
    int END = Ordinals.NONE;

    /**
     * The smallest ordinal from the given one on; {@link #END} if there is none.
     *
     * @param from never smaller than in the call before
     */
    int next(int from);

    /** Every ordinal there is: a constraint that constrains nothing. */
    enum Every implements OrdinalCursor {
        INSTANCE;

        @Override
        public int next(int from) {
            return from;
        }
    }

    /** The ordinals of one list; looks for them in doubling steps, so that a seek costs the logarithm of what it skips. */
    final class InList implements OrdinalCursor {

        private final int first;
        private final int[] more;
        private final ReplayCost cost;

        // The place in the list: 0 is the first, i the element i - 1 of the others, -1 before the first step.
        private int index = -1;
        private int current = -1;

        InList(Ordinals ordinals, ReplayCost cost) {
            this.first = ordinals.first;
            this.more = ordinals.more();
            this.cost = cost;
        }

        @Override
        public int next(int from) {
            if (current >= from) {
                return current;
            }
            index++;
            if (at(index) < from) {
                seek(from);
            }
            current = at(index);
            if (current != END) {
                cost.valueRead();
            }
            return current;
        }

        /** Moves to the first ordinal that is not below {@code from}; the one at the index is. */
        private void seek(int from) {
            cost.seek();
            int step = 1;
            int low = index;
            while (at(low + step) < from) {
                low += step;
                step *= 2;
            }
            int high = low + step;
            while (high - low > 1) {
                int middle = (low + high) >>> 1;
                if (at(middle) < from) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            index = high;
        }

        private int at(int i) {
            if (i == 0) {
                return first;
            }
            return i <= more.length ? more[i - 1] : END;
        }
    }

    /** What any of the parts has: a union. */
    final class AnyOf implements OrdinalCursor {

        private final OrdinalCursor[] parts;
        private final int[] heads;

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
            return smallest;
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
    }

    /** Those whose event has a topic that the filter wants: where that is cheaper than to go by lists of topics. */
    final class TopicChecked implements OrdinalCursor {

        private final OrdinalCursor candidates;
        private final Filter filter;
        private final Delivery[] events;
        private final int bound;

        TopicChecked(OrdinalCursor candidates, Filter filter, Delivery[] events, int bound) {
            this.candidates = candidates;
            this.filter = filter;
            this.events = events;
            this.bound = bound;
        }

        @Override
        public int next(int from) {
            int candidate = candidates.next(from);
            while (candidate < bound && !filter.matchesTopic(events[candidate].event())) {
                candidate = candidates.next(candidate + 1);
            }
            return candidate < bound ? candidate : END;
        }
    }
}
