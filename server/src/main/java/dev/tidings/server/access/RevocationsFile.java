package dev.tidings.server.access;

import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where revocations outlive the process:
 * <pre>
 * {"version": 1, "issuedBefore": {"ann": "2026-11-27T10:15:30Z"}}
 * </pre>
 *
 * @param path the file
 */
record RevocationsFile(Path path) {

    private static final int VERSION = 1;
    private static final String VERSION_KEY = "version";
    private static final String ENTRIES = "issuedBefore";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /**
     * Milliseconds since 1970 by name; nothing if there is no file yet.
     *
     * @throws IllegalStateException if it is anything but what was written
     */
    Map<String, Long> read() {
        String text;
        try {
            text = new PrivateFile(path).read();
        } catch (IOException e) {
            throw unreadable("it cannot be read: " + e.getMessage(), e);
        }
        try {
            return text == null ? Map.of() : parse(JSON.readTree(text));
        } catch (JacksonException e) {
            throw unreadable("malformed JSON", e);
        } catch (DateTimeException | ArithmeticException e) {
            throw unreadable(String.valueOf(e.getMessage()), e);
        }
    }

    private Map<String, Long> parse(JsonNode root) {
        JsonNode entries = root.get(ENTRIES);
        if (!root.isObject() || entries == null || !entries.isObject()) {
            throw unreadable("no object with '" + ENTRIES + "'", null);
        }
        JsonNode version = root.get(VERSION_KEY);
        if (version == null || !version.isInt() || version.intValue() != VERSION || root.size() != 2) {
            throw unreadable("not of version " + VERSION, null);
        }
        Map<String, Long> read = new HashMap<>();
        entries.properties().forEach(entry -> {
            if (!entry.getValue().isString()) {
                throw unreadable("'" + entry.getKey() + "' has no time", null);
            }
            read.put(
                    entry.getKey(),
                    Instant.parse(entry.getValue().stringValue()).toEpochMilli());
        });
        return read;
    }

    private IllegalStateException unreadable(String why, @Nullable Exception cause) {
        return new IllegalStateException(
                "revocations in " + path + ": " + why + " (expected: the file as it was written; restore it, or move it"
                        + " away if all that was revoked has expired)",
                cause);
    }

    void write(SortedMap<String, Long> entries) throws IOException {
        ObjectNode root = JSON.createObjectNode().put(VERSION_KEY, VERSION);
        ObjectNode node = root.putObject(ENTRIES);
        entries.forEach(
                (name, millis) -> node.put(name, Instant.ofEpochMilli(millis).toString()));
        new PrivateFile(path).write(root.toPrettyString() + "\n");
    }
}
