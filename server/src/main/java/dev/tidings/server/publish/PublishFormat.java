package dev.tidings.server.publish;

import dev.tidings.server.http.Problem;
import dev.tidings.server.http.ProblemException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** In what form events are published. */
enum PublishFormat {
    /** {@code application/json}: one event or an array of them. */
    JSON,
    /** {@code application/x-ndjson}: an event per line. */
    NDJSON;

    private static final String EXPECTED = "application/json or application/x-ndjson";

    /**
     * Anything else is refused, above all what a form of any web page can send without asking: {@code text/plain},
     * {@code multipart/form-data} and {@code application/x-www-form-urlencoded}.
     *
     * @throws ProblemException 415
     */
    static PublishFormat of(@Nullable String contentType, @Nullable String contentEncoding) {
        if (contentEncoding != null && !contentEncoding.trim().equalsIgnoreCase("identity")) {
            throw unsupported("Content-Encoding " + Problem.quote(contentEncoding) + " (expected: none)");
        }
        if (contentType == null || contentType.isBlank()) {
            throw unsupported("no Content-Type (expected: " + EXPECTED + ")");
        }
        String[] parts = contentType.split(";", -1);
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].trim().toLowerCase(Locale.ROOT);
            if (parameter.startsWith("charset=") && !parameter.replace("\"", "").equals("charset=utf-8")) {
                throw unsupported("Content-Type " + Problem.quote(contentType) + " (expected: charset utf-8)");
            }
        }
        return switch (parts[0].trim().toLowerCase(Locale.ROOT)) {
            case "application/json" -> JSON;
            case "application/x-ndjson" -> NDJSON;
            default ->
                throw unsupported("Content-Type " + Problem.quote(contentType) + " (expected: " + EXPECTED + ")");
        };
    }

    private static ProblemException unsupported(String detail) {
        return Problem.of(415, detail).toException();
    }
}
