package dev.tidings.hub.event;

/**
 * Says that events between two places may be missing: nothing is ever lost silently.
 *
 * @param reason why they cannot be given
 * @param after the id the reader had, as it gave it
 * @param earliest the place from which reading goes on: everything behind it follows
 */
public record Gap(Reason reason, String after, EventId earliest) {

    /** The SSE type of the event that tells a client of a gap. */
    public static final String TYPE = "tidings.gap";

    public enum Reason {
        /** The log lost a tail when its machine went down, or was opened from a backup. */
        LOST,
        /** Retention has dropped them. */
        EXPIRED,
        /** The id is of another log, or no id at all. */
        UNKNOWN;

        /** As clients read it. */
        public String text() {
            return switch (this) {
                case LOST -> "lost";
                case EXPIRED -> "expired";
                case UNKNOWN -> "unknown";
            };
        }
    }
}
