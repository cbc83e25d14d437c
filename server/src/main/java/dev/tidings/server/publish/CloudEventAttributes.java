package dev.tidings.server.publish;

import dev.tidings.hub.event.Event;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which context attributes of CloudEvents become attributes of the events they are published as.
 * <p>
 * Immutable, safe for any thread.
 *
 * @param names of the event's attribute by that of the CloudEvent's, in order
 */
public record CloudEventAttributes(Map<String, String> names) {

    /** The subject under its own name: what, or whom, a CloudEvent is about. */
    public static final CloudEventAttributes DEFAULT = new CloudEventAttributes(Map.of("subject", "subject"));

    /** @throws IllegalArgumentException if a name is not one that CloudEvents, or events, may have */
    public CloudEventAttributes {
        names = Collections.unmodifiableMap(new LinkedHashMap<>(names));
        names.forEach((ofCloudEvent, ofEvent) -> {
            if (!isName(ofCloudEvent)) {
                throw new IllegalArgumentException(
                        "CloudEvents attribute: '" + ofCloudEvent + "' (expected: letters a-z and digits)");
            }
            // Events know what their attributes may be called.
            Event.builder("a").attribute(ofEvent, "a");
        });
    }

    /** Whether a context attribute may be called so (CloudEvents 1.0.2, naming conventions). */
    static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
                return false;
            }
        }
        return !name.isEmpty() && !name.equals("data");
    }
}
