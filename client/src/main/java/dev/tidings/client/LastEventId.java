package dev.tidings.client;

/** What may be sent as {@code Last-Event-ID}. */
final class LastEventId {

    static final String HEADER = "Last-Event-ID";

    private LastEventId() {}

    /**
     * Printable ASCII without spaces around it: the JDK's HTTP client makes a {@code ?} of each byte beyond, and refuses control
     * characters; and whoever reads a header takes spaces around it away.
     */
    static boolean isSendable(String id) {
        return id.strip().equals(id) && id.chars().allMatch(c -> c >= ' ' && c <= '~');
    }

    /** Refuses a header that would say something else. */
    static void requireOtherName(String header) {
        if (header.equalsIgnoreCase(HEADER)) {
            throw new IllegalArgumentException("header: " + header + " (expected: lastEventId(...) of the builder)");
        }
    }
}
