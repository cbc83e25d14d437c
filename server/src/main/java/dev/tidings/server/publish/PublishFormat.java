package dev.tidings.server.publish;

import dev.tidings.server.http.HttpHead;
import dev.tidings.server.http.Problem;
import dev.tidings.server.http.ProblemException;
import io.netty.util.AsciiString;
import java.util.Locale;

/** In what form events are published. */
enum PublishFormat {
    /** {@code application/json}: one event or an array of them. */
    JSON,
    /** {@code application/x-ndjson}: an event per line. */
    NDJSON,
    /** {@code application/cloudevents+json}: a CloudEvent in structured mode. */
    CLOUD_EVENT,
    /** {@code application/cloudevents-batch+json}: an array of them. */
    CLOUD_EVENT_BATCH,
    /** The data of a CloudEvent in binary mode, whose attributes are header fields. */
    CLOUD_EVENT_DATA;

    private static final AsciiString CONTENT_TYPE = AsciiString.cached("content-type");
    private static final AsciiString CONTENT_ENCODING = AsciiString.cached("content-encoding");

    /** A web page can send it only if the server allows that page to; so can whatever stands beside it. */
    private static final AsciiString SPEC_VERSION = AsciiString.cached("ce-specversion");

    private static final String CLOUD_EVENTS_PREFIX = "application/cloudevents";

    private static final String EXPECTED = "application/json, application/x-ndjson, application/cloudevents+json or"
            + " application/cloudevents-batch+json";

    /**
     * Anything else is refused, above all what a form of any web page can send without asking: {@code text/plain},
     * {@code multipart/form-data} and {@code application/x-www-form-urlencoded}. The data of a CloudEvent may be of such a type,
     * for a form has no header fields.
     *
     * @throws ProblemException 415
     */
    static PublishFormat of(HttpHead head) {
        String contentEncoding = head.value(CONTENT_ENCODING);
        if (contentEncoding != null && !contentEncoding.trim().equalsIgnoreCase("identity")) {
            throw unsupported("Content-Encoding " + Problem.quote(contentEncoding) + " (expected: none)");
        }
        boolean hasVersion = head.value(SPEC_VERSION) != null;
        String contentType = head.value(CONTENT_TYPE);
        if (contentType == null || contentType.isBlank()) {
            if (hasVersion) {
                return CLOUD_EVENT_DATA;
            }
            throw unsupported("no Content-Type (expected: " + EXPECTED + ")");
        }
        String[] parts = contentType.split(";", -1);
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].trim().toLowerCase(Locale.ROOT);
            if (parameter.startsWith("charset=") && !parameter.replace("\"", "").equals("charset=utf-8")) {
                throw unsupported("Content-Type " + Problem.quote(contentType) + " (expected: charset utf-8)");
            }
        }
        String mediaType = parts[0].trim().toLowerCase(Locale.ROOT);
        if (hasVersion && !mediaType.startsWith(CLOUD_EVENTS_PREFIX)) {
            return ofData(contentType);
        }
        return switch (mediaType) {
            case "application/json" -> JSON;
            case "application/x-ndjson" -> NDJSON;
            case "application/cloudevents+json" -> CLOUD_EVENT;
            case "application/cloudevents-batch+json" -> CLOUD_EVENT_BATCH;
            default ->
                throw unsupported("Content-Type " + Problem.quote(contentType) + " (expected: " + EXPECTED + ")");
        };
    }

    private static PublishFormat ofData(String contentType) {
        if (DataType.of(contentType) == null) {
            throw unsupported("Content-Type " + Problem.quote(contentType) + " of the data of a CloudEvent (expected: "
                    + DataType.EXPECTED + ")");
        }
        return CLOUD_EVENT_DATA;
    }

    private static ProblemException unsupported(String detail) {
        return Problem.of(415, detail).toException();
    }
}
