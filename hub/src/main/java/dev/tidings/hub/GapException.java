package dev.tidings.hub;

import dev.tidings.hub.event.Gap;

/** Ends a stream of events before a place where some may be missing. */
public final class GapException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Gap gap;

    GapException(Gap gap) {
        super("events behind " + gap.after() + " are " + gap.reason().text() + "; the log goes on behind "
                + gap.earliest());
        this.gap = gap;
    }

    /** What is missing, and the id from which a new stream goes on. */
    public Gap gap() {
        return gap;
    }
}
