package dev.tidings.server.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as it is routed.
 *
 * @param path as sent, without the query; {@code *} for the server itself
 * @param query as sent, without the question mark; null if there is none
 * @param host host and port it is meant for; empty where HTTP/1.0 does not say
 * @param isHttp10 whether it came in HTTP/1.0
 * @param isHttp2 whether it is one of many of its connection
 * @param keepAlive whether the peer wants to send more on this connection
 */
public record HttpHead(
        String method,
        String path,
        @Nullable String query,
        String host,
        HttpHeaders headers,
        boolean isHttp10,
        boolean isHttp2,
        boolean keepAlive)
        implements RequestHead {

    /** @throws ProblemException if it is no valid request of HTTP/1.0 or 1.1 */
    static HttpHead of(HttpRequest request) {
        HttpVersion version = request.protocolVersion();
        if (version.majorVersion() != 1) {
            throw Problem.of(505, "HTTP version: " + version + " (expected: HTTP/1.1 or HTTP/1.0)")
                    .toException();
        }
        boolean http10 = version.minorVersion() == 0;
        String target = target(request.uri());
        String host = host(request.headers().getAll(HttpHeaderNames.HOST), http10);
        if (!target.startsWith("/") && !target.equals("*")) {
            int authority = target.indexOf("://") + 3;
            int slash = indexOrEnd(target, '/', authority);
            int end = Math.min(slash, indexOrEnd(target, '?', authority));
            host = target.substring(authority, end);
            target = end == slash ? target.substring(end) : "/" + target.substring(end);
            if (target.isEmpty()) {
                target = "/";
            }
        }
        int mark = target.indexOf('?');
        return new HttpHead(
                request.method().name(),
                beforeQuery(target, mark),
                query(target, mark),
                host,
                request.headers(),
                http10,
                false,
                !http10 && HttpUtil.isKeepAlive(request));
    }

    /**
     * Of HTTP/2.
     *
     * @param path of the pseudo-header field
     * @param host of the pseudo-header field, or of the field that stands for it
     */
    public static HttpHead ofHttp2(String method, String path, String host, HttpHeaders headers) {
        checkTarget(path);
        if (!path.startsWith("/") && !path.equals("*")) {
            throw badRequest("request target: expected a path that begins with '/'");
        }
        int mark = path.indexOf('?');
        return new HttpHead(method, beforeQuery(path, mark), query(path, mark), host, headers, false, true, true);
    }

    private static String beforeQuery(String target, int mark) {
        return mark < 0 ? target : target.substring(0, mark);
    }

    @Nullable
    private static String query(String target, int mark) {
        return mark < 0 ? null : target.substring(mark + 1);
    }

    private static String target(String target) {
        checkTarget(target);
        if (target.startsWith("/")
                || target.equals("*")
                || target.regionMatches(true, 0, "http://", 0, 7)
                || target.regionMatches(true, 0, "https://", 0, 8)) {
            return target;
        }
        throw badRequest("request target: expected a path that begins with '/'");
    }

    private static void checkTarget(String target) {
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '#') {
                throw badRequest(
                        "request target: character U+%04X at index %d (expected: printable ASCII, all else percent-encoded)"
                                .formatted((int) c, i));
            }
        }
    }

    private static String host(List<String> hosts, boolean http10) {
        if (hosts.size() == 1) {
            return hosts.get(0).strip();
        }
        if (hosts.isEmpty() && http10) {
            return "";
        }
        throw badRequest("Host: " + hosts.size() + " header fields (expected: exactly one)");
    }

    private static int indexOrEnd(String text, char c, int from) {
        int index = text.indexOf(c, from);
        return index < 0 ? text.length() : index;
    }

    private static ProblemException badRequest(String detail) {
        return Problem.of(400, detail).toException();
    }

    /** Whether the body of an answer may come in chunks. */
    public boolean takesChunks() {
        return !isHttp10 && !isHttp2;
    }

    boolean hasBody() {
        return headers.contains(HttpHeaderNames.TRANSFER_ENCODING) || contentLength() > 0;
    }

    /** The length that the peer announces; -1 if it does not. */
    public long contentLength() {
        String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
        return length == null ? -1 : Long.parseLong(length);
    }

    /** @throws ProblemException 415 if the body is of another media type than JSON */
    public void requireJson() {
        String type = value(HttpHeaderNames.CONTENT_TYPE);
        if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
            throw Problem.of(
                            415,
                            "Content-Type: " + (type == null ? "none" : Problem.quote(type))
                                    + " (expected: application/json)")
                    .toException();
        }
    }

    @Override
    public Iterable<String> names() {
        return () -> new Iterator<>() {
            private final Iterator<Map.Entry<CharSequence, CharSequence>> fields = headers.iteratorCharSequence();

            @Override
            public boolean hasNext() {
                return fields.hasNext();
            }

            @Override
            public String next() {
                return fields.next().getKey().toString();
            }
        };
    }

    @Override
    public List<String> values(CharSequence name) {
        if (HttpHeaderNames.HOST.contentEqualsIgnoreCase(name)) {
            return host.isEmpty() ? List.of() : List.of(host);
        }
        return headers.getAll(name);
    }

    /** The first value of a header field; null if it is not there. */
    @Nullable
    public String value(CharSequence name) {
        return headers.get(name);
    }
}
