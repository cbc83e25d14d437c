package dev.tidings.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.tidings.server.metrics.LoopCounts;
import dev.tidings.server.metrics.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A whole response, small enough to be kept in memory. Immutable. */
public final class Answer implements Outcome {

    private static final byte[] NONE = {};

    /** Why somebody whose credential cannot be checked now is told to come back. */
    public static final String UNSURE = "it cannot be told at the moment whose token this is";

    private static final String RETRY_AFTER_SECONDS = "2";

    private static final SortedMap<String, String> JSON = headers("application/json");

    private final int status;
    private final SortedMap<String, String> headers;
    private final byte[] body;
    private final boolean closes;
    private final @Nullable Refusal refusal;

    /**
     * @param headers all but those of the framing, not changed any more; sent in alphabetical order, so that the same answer is
     *     always the same bytes
     * @param refusal as what it is counted; null for none
     */
    private Answer(
            int status, SortedMap<String, String> headers, byte[] body, boolean closes, @Nullable Refusal refusal) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.closes = closes;
        this.refusal = refusal;
    }

    public static Answer of(int status, String contentType, byte[] body) {
        return new Answer(status, headers(contentType), body, false, null);
    }

    private static SortedMap<String, String> headers(String contentType) {
        return new TreeMap<>(
                Map.of("Content-Type", contentType, "Cache-Control", "no-store", "X-Content-Type-Options", "nosniff"));
    }

    /** The answer to most publishes. */
    public static Answer json(byte[] body) {
        return new Answer(200, JSON, body, false, null);
    }

    public static Answer problem(Problem problem) {
        Answer answer = of(problem.status(), "application/problem+json", problem.toJson())
                .because(Refusal.of(problem.status()));
        return problem.status() == 401 ? answer.with("WWW-Authenticate", "Bearer") : answer;
    }

    /** A refusal that will pass, for everything that is not a stream. */
    public static Answer comeBackLater(String why) {
        return problem(Problem.of(503, why)).with("Retry-After", RETRY_AFTER_SECONDS);
    }

    /** A refusal of a connection for which there is no room. */
    public static Answer full() {
        return comeBackLater("the server has no room for more connections")
                .because(Refusal.CONNECTIONS)
                .closing();
    }

    public static Answer empty(int status) {
        return new Answer(status, new TreeMap<>(), NONE, false, null);
    }

    /** Counts it, if it is a refusal. */
    public void count(LoopCounts counts) {
        if (refusal != null) {
            counts.refused(refusal);
        }
    }

    public int status() {
        return status;
    }

    /** All header fields but those of the framing. */
    public SortedMap<String, String> headers() {
        return Collections.unmodifiableSortedMap(headers);
    }

    /** Its body, which is nobody's to change. */
    public ByteBuf body() {
        return Unpooled.wrappedBuffer(body);
    }

    /** Whether the connection ends with it, whatever the peer wants. */
    public boolean closes() {
        return closes;
    }

    public Answer with(String name, String value) {
        return with(Map.of(name, value));
    }

    public Answer with(Map<String, String> more) {
        SortedMap<String, String> all = new TreeMap<>(headers);
        all.putAll(more);
        return new Answer(status, all, body, closes, refusal);
    }

    /** The same, after which the connection is closed. */
    public Answer closing() {
        return new Answer(status, headers, body, true, refusal);
    }

    /** The same, which refuses something for this reason. */
    public Answer because(Refusal reason) {
        return new Answer(status, headers, body, closes, reason);
    }

    /**
     * Its bytes, which the caller owns.
     *
     * @param keepAlive whether the connection stays open
     * @param withBody false for an answer to HEAD
     * @param crossOrigin more header fields, none of which the answer has
     */
    ByteBuf toBytes(
            ByteBufAllocator allocator, boolean keepAlive, boolean withBody, SortedMap<String, String> crossOrigin) {
        StringBuilder head = head(status, headers);
        add(head, crossOrigin);
        if (status != 204) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        if (!keepAlive) {
            head.append("Connection: close\r\n");
        }
        head.append("\r\n");
        ByteBuf bytes = allocator.ioBuffer(head.length() + (withBody ? body.length : 0));
        bytes.writeCharSequence(head, ISO_8859_1);
        return withBody ? bytes.writeBytes(body) : bytes;
    }

    /** The beginning of a response: without the framing and the blank line. */
    static StringBuilder head(int status, Map<String, String> headers) {
        StringBuilder head = new StringBuilder(256)
                .append("HTTP/1.1 ")
                .append(status)
                .append(' ')
                .append(HttpResponseStatus.valueOf(status).reasonPhrase())
                .append("\r\nDate: ")
                .append(HttpDate.now())
                .append("\r\n");
        add(head, headers);
        return head;
    }

    static void add(StringBuilder head, Map<String, String> headers) {
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    }
}
