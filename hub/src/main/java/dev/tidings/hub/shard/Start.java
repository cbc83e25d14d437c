package dev.tidings.hub.shard;

/** From where on a subscriber wants events. */
public sealed interface Start {

    /** Most events that {@code last} may ask for. */
    int MAX_LAST = 1000;

    /** What is published from now on. */
    static Start now() {
        return Now.INSTANCE;
    }

    /** The newest matches that are retained, at most {@code count} (1-1 000) of them, then everything from now on. */
    static Start last(int count) {
        return new Last(count);
    }

    /**
     * Everything behind an id, as a client gives it back: any text is legal, since an id that cannot be used makes a gap.
     *
     * @param id the last id the subscriber saw
     */
    static Start after(String id) {
        return new After(id, 0);
    }

    /** Like {@link #after(String)}; if that makes a gap, at most the {@code cap} newest matches are replayed behind it. */
    static Start after(String id, int cap) {
        return new After(id, requireCount(cap));
    }

    /** {@link Start#now()} */
    enum Now implements Start {
        INSTANCE
    }

    /** {@link Start#last(int)} */
    record Last(int count) implements Start {
        public Last {
            requireCount(count);
        }
    }

    /**
     * {@link Start#after(String)}
     *
     * @param cap 0 for none
     */
    record After(String id, int cap) implements Start {

        /** Longer than any id; what is longer is none, and is not worth carrying on. */
        private static final int MAX_ID_LENGTH = 64;

        public After {
            if (id.length() > MAX_ID_LENGTH) {
                id = id.substring(0, MAX_ID_LENGTH);
            }
        }
    }

    private static int requireCount(int count) {
        if (count < 1 || count > MAX_LAST) {
            throw new IllegalArgumentException("last: " + count + " (expected: 1-" + MAX_LAST + ")");
        }
        return count;
    }
}
