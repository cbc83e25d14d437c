package dev.tidings.sse;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Content negotiation for event streams (RFC 9110, section 12.5.1). Any thread. */
public final class HttpAccept {

    private static final Pattern ZERO = Pattern.compile("[qQ]\\s*=\\s*0(\\.0*)?");

    private HttpAccept() {}

    /** Whether the Accept header fields admit {@code text/event-stream}: the most specific range that names it decides. */
    public static boolean admitsEventStream(List<String> acceptFields) {
        int bestSpecificity = -1;
        boolean admitted = true;
        boolean any = false;
        for (String field : acceptFields) {
            for (String range : field.split(",", -1)) {
                String[] parts = range.split(";", -1);
                String type = parts[0].trim().toLowerCase(Locale.ROOT);
                any |= !type.isEmpty();
                int specificity = specificity(type);
                if (specificity >= 0 && specificity >= bestSpecificity) {
                    boolean accepts = !isZero(parts);
                    admitted = specificity == bestSpecificity ? admitted || accepts : accepts;
                    bestSpecificity = specificity;
                }
            }
        }
        return !any || (bestSpecificity >= 0 && admitted);
    }

    private static int specificity(String type) {
        return switch (type) {
            case "text/event-stream" -> 2;
            case "text/*" -> 1;
            case "*/*", "*" -> 0;
            default -> -1;
        };
    }

    private static boolean isZero(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            if (ZERO.matcher(parts[i].trim()).matches()) {
                return true;
            }
        }
        return false;
    }
}
