package dev.tidings.hub.event;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** The rules for topics, attribute names, attribute values and types; each refusal says what is allowed. */
final class Names {

    static final int MAX_TOPIC_LENGTH = 255;
    static final int MAX_SEGMENTS = 32;
    static final int MAX_NAME_LENGTH = 64;
    static final int MAX_VALUE_BYTES = 256;
    static final int MAX_TYPE_BYTES = 255;

    /** Query parameters with a meaning of their own, which an attribute could not be told from. */
    static final Set<String> RESERVED = Set.of("topic", "lastEventId", "last", "ticket", "access_token");

    private static final Recent<String> RECENT_NAMES = new Recent<>(Names::checkedName);

    /** One name alone, as most filters have it. */
    private static final Recent<List<String>> RECENT_ALONE = new Recent<>(List::of);

    private Names() {}

    static String topic(String topic) {
        checkTopicLength(topic);
        int segments = 1;
        int start = 0;
        for (int i = 0; i <= topic.length(); i++) {
            if (i == topic.length() || topic.charAt(i) == '.') {
                if (i == start) {
                    throw illegal("topic", topic, "segments of [A-Za-z0-9_-]+ joined by '.', none empty");
                }
                start = i + 1;
                if (i < topic.length()) segments++;
            } else if (!isSegmentChar(topic.charAt(i))) {
                throw illegal(
                        "topic",
                        topic,
                        topic.charAt(i) == '*'
                                ? "no wildcard: an event has one exact topic"
                                : "segments of [A-Za-z0-9_-]+ joined by '.'");
            }
        }
        if (segments > MAX_SEGMENTS) {
            throw illegal("topic", topic, "at most " + MAX_SEGMENTS + " segments");
        }
        return topic;
    }

    static void checkTopicLength(String topic) {
        if (topic.isEmpty() || topic.length() > MAX_TOPIC_LENGTH) {
            throw illegal("topic", topic, "1-" + MAX_TOPIC_LENGTH + " characters");
        }
    }

    static boolean isSegment(String segment) {
        return !segment.isEmpty() && segment.chars().allMatch(c -> isSegmentChar((char) c));
    }

    private static boolean isSegmentChar(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }

    /** The name itself, or the same text from another time. */
    static String attributeName(String name) {
        return RECENT_NAMES.of(name);
    }

    /** The names in the same order, or the same list from another time. */
    static List<String> ofAttributes(Set<String> names) {
        return names.size() == 1 ? RECENT_ALONE.of(names.iterator().next()) : List.copyOf(names);
    }

    private static String checkedName(String name) {
        if (name.isEmpty() || name.length() > MAX_NAME_LENGTH) {
            throw illegal("attribute name", name, "1-" + MAX_NAME_LENGTH + " characters of [A-Za-z0-9_.-]");
        }
        for (int i = 0; i < name.length(); i++) {
            if (!isSegmentChar(name.charAt(i)) && name.charAt(i) != '.') {
                throw illegal("attribute name", name, "1-" + MAX_NAME_LENGTH + " characters of [A-Za-z0-9_.-]");
            }
        }
        if (RESERVED.contains(name)) {
            throw illegal(
                    "attribute name",
                    name,
                    "none of the reserved " + RESERVED.stream().sorted().toList());
        }
        return name;
    }

    static String attributeValue(String name, String value) {
        int bytes = utf8Length(value);
        if (bytes < 1 || bytes > MAX_VALUE_BYTES) {
            throw illegal("attribute " + name, value, "1-" + MAX_VALUE_BYTES + " bytes of UTF-8 text");
        }
        return value;
    }

    static String type(String type) {
        int bytes = utf8Length(type);
        if (bytes < 1 || bytes > MAX_TYPE_BYTES) {
            throw illegal("type", type, "1-" + MAX_TYPE_BYTES + " bytes of UTF-8 text");
        }
        for (int i = 0; i < type.length(); i++) {
            char c = type.charAt(i);
            if (c == '\r' || c == '\n' || c == 0) {
                throw illegal("type", type, "no CR, LF or NUL");
            }
        }
        if (type.startsWith("tidings.")) {
            throw illegal("type", type, "no 'tidings.' at the beginning: the hub's own events use it");
        }
        return type;
    }

    /** The length in UTF-8 bytes, or -1 if the text has an unpaired surrogate and so no UTF-8 form. */
    static int utf8Length(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes++;
            } else if (c < 0x800) {
                bytes += 2;
            } else if (!Character.isSurrogate(c)) {
                bytes += 3;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else {
                return -1;
            }
        }
        return bytes;
    }

    static byte[] utf8(String name, String text) {
        if (utf8Length(text) < 0) {
            throw illegal(name, text, "valid Unicode, without unpaired surrogates");
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static IllegalArgumentException illegal(String name, Object value, String expectation) {
        String shown = value.toString();
        if (shown.length() > 80) {
            shown = shown.substring(0, 80) + "... (" + shown.length() + " characters)";
        }
        return new IllegalArgumentException(name + ": '" + shown + "' (expected: " + expectation + ")");
    }
}
