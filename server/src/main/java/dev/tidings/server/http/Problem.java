package dev.tidings.server.http;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Why a request was refused, as {@code application/problem+json} (RFC 9457).
 *
 * @param status the HTTP status, 400-599
 * @param title the status in words, the same for every problem of that status
 * @param detail what is wrong with this request, and what would be right
 * @param extensions further members, in order; each a number or a text
 */
public record Problem(int status, String title, String detail, Map<String, Object> extensions) {

    static final String MEDIA_TYPE = "application/problem+json";

    private static final int MAX_QUOTED = 80;
    private static final JsonFactory JSON = new JsonFactory();

    private static final Map<Integer, String> TITLES = Map.ofEntries(
            Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(406, "Not Acceptable"),
            Map.entry(408, "Request Timeout"),
            Map.entry(411, "Length Required"),
            Map.entry(413, "Content Too Large"),
            Map.entry(414, "URI Too Long"),
            Map.entry(415, "Unsupported Media Type"),
            Map.entry(417, "Expectation Failed"),
            Map.entry(421, "Misdirected Request"),
            Map.entry(422, "Unprocessable Content"),
            Map.entry(429, "Too Many Requests"),
            Map.entry(431, "Request Header Fields Too Large"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(501, "Not Implemented"),
            Map.entry(503, "Service Unavailable"),
            Map.entry(505, "HTTP Version Not Supported"));

    public Problem {
        requireNonNull(title, "title");
        requireNonNull(detail, "detail");
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("status: " + status + " (expected: 400-599)");
        }
        extensions = Collections.unmodifiableMap(new LinkedHashMap<>(extensions));
    }

    public static Problem of(int status, String detail) {
        return new Problem(status, TITLES.getOrDefault(status, "Error"), detail, Map.of());
    }

    public Problem withDetail(String newDetail) {
        return new Problem(status, title, newDetail, extensions);
    }

    public Problem with(String name, long value) {
        Map<String, Object> more = new LinkedHashMap<>(extensions);
        more.put(name, value);
        return new Problem(status, title, detail, more);
    }

    public ProblemException toException() {
        return new ProblemException(this);
    }

    /** What a client sent, in quotes and cut to a length that suits a message. */
    public static String quote(String text) {
        return text.length() <= MAX_QUOTED
                ? "'" + text + "'"
                : "'" + text.substring(0, MAX_QUOTED) + "...' (" + text.length() + " characters)";
    }

    public byte[] toJson() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(160);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeStringProperty("title", title);
            json.writeNumberProperty("status", status);
            json.writeStringProperty("detail", wellFormed(detail));
            extensions.forEach((name, value) -> {
                if (value instanceof Number number) {
                    json.writeNumberProperty(name, number.longValue());
                } else {
                    json.writeStringProperty(name, wellFormed(value.toString()));
                }
            });
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    /** A detail may quote what a client sent, or half of a character that was cut: U+FFFD for what has no UTF-8 form. */
    private static String wellFormed(String text) {
        int[] codePoints = text.codePoints()
                .map(c -> c <= 0xFFFF && Character.isSurrogate((char) c) ? 0xFFFD : c)
                .toArray();
        return new String(codePoints, 0, codePoints.length);
    }
}
