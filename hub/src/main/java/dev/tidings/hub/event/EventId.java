package dev.tidings.hub.event;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names a position in a log, as clients keep it: {@code <epoch>-<position>}.
 * <p>
 * Opaque to clients. Within a log, positions grow from one event to the next; holes are legal, and no arithmetic on them means
 * anything. An id can name the place of an event, or a place between two.
 *
 * @param epoch 8-26 characters of {@code [a-z0-9]}, minted whenever a log is opened
 * @param position never negative
 */
public record EventId(String epoch, long position) {

    private static final Pattern POSITION = Pattern.compile("0|[1-9][0-9]{0,18}");

    /** A place in no log: no epoch is named like this, for minted names are longer and have neither {@code o} nor {@code 0}. */
    public static final EventId NOWHERE = new EventId("nowhere0", 0);

    public EventId {
        if (!isEpoch(epoch)) {
            throw Names.illegal("epoch", epoch, "8-26 characters of [a-z0-9]");
        }
        if (position < 0) {
            throw new IllegalArgumentException("position: " + position + " (expected: >= 0)");
        }
    }

    /** Reads what {@link #toString()} wrote; empty for any other text, as clients may send back anything. */
    public static Optional<EventId> parse(String text) {
        int dash = text.indexOf('-');
        if (dash < 0
                || text.length() > 46
                || !isEpoch(text.substring(0, dash))
                || !POSITION.matcher(text.substring(dash + 1)).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new EventId(text.substring(0, dash), Long.parseLong(text.substring(dash + 1))));
        } catch (NumberFormatException beyondLong) {
            return Optional.empty();
        }
    }

    /** Without a regular expression: an id is made for each event that is published. */
    private static boolean isEpoch(String text) {
        if (text.length() < 8 || text.length() > 26) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return epoch + "-" + position;
    }
}
