package dev.tidings.hubclient;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.client.RetryAfter;
import dev.tidings.hub.event.EventId;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * Reads what a hub, or something on the way to it, answered to a publish (docs/http.md, <i>Errors</i>; RFC 9457). Never fails:
 * whatever comes is an answer of some kind. Safe for any thread.
 */
final class AnswerReader {

    /** 300 characters: enough for the detail of a hub, and for what a proxy's page begins with. */
    private static final int QUOTED = 300;

    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private AnswerReader() {}

    /** @param events how many were sent */
    static Answer read(int status, HttpHeaders headers, byte[] body, int events) {
        if (status == 200) {
            List<EventId> ids = ids(body);
            return ids.size() == events
                    ? new Answer.Published(ids)
                    : new Answer.NotNow(
                            "the answer has the ids of " + ids.size() + " events (expected: of " + events + "): "
                                    + quoted(body),
                            true,
                            Duration.ZERO);
        }
        String detail = "the hub answered " + status + ": " + detail(body);
        if (status < 300 || status >= 500) {
            // Another one than 200 is not a hub's: a gateway took it, or says that it did.
            return new Answer.NotNow(detail, true, retryAfter(headers));
        }
        if (status == 429 || status == 408) {
            return new Answer.NotNow(detail, false, retryAfter(headers));
        }
        return new Answer.Refused(status, detail(body), json(body).path("line").asInt(0));
    }

    /** What a request came to that has no answer. */
    static Answer read(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        boolean sent = !(cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException);
        String message = cause.getMessage();
        String name = sent ? cause.getClass().getSimpleName() : "cannot connect";
        return new Answer.NotNow(message == null ? name : name + ": " + message, sent, Duration.ZERO);
    }

    private static List<EventId> ids(byte[] body) {
        List<EventId> ids = new ArrayList<>();
        for (JsonNode id : json(body).path("ids")) {
            EventId.parse(id.asString("")).ifPresent(ids::add);
        }
        return ids;
    }

    private static String detail(byte[] body) {
        String detail = json(body).path("detail").asString("");
        return detail.isEmpty() ? quoted(body) : detail;
    }

    private static String quoted(byte[] body) {
        String text = BLANKS.matcher(new String(body, UTF_8)).replaceAll(" ").strip();
        if (text.isEmpty()) {
            return "(nothing)";
        }
        return "'" + (text.length() > QUOTED ? text.substring(0, QUOTED) + "..." : text) + "'";
    }

    private static JsonNode json(byte[] body) {
        try {
            JsonNode node = JsonMapper.shared().readTree(body);
            return node == null ? MissingNode.getInstance() : node;
        } catch (JacksonException notJson) {
            return MissingNode.getInstance();
        }
    }

    private static Duration retryAfter(HttpHeaders headers) {
        return RetryAfter.parse(headers.firstValue("Retry-After").orElse(""), Instant.now());
    }
}
