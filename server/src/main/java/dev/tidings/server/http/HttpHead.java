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
 * @param isHttp10 whether the peer knows no chunks
 * @param keepAlive whether the peer wants to send more on this connection
 */
public record HttpHead(
        String method,
        String path,
        @Nullable String query,
        String host,
        HttpHeaders headers,
        boolean isHttp10,
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
                mark < 0 ? target : target.substring(0, mark),
                mark < 0 ? null : target.substring(mark + 1),
                host,
                request.headers(),
                http10,
                !http10 && HttpUtil.isKeepAlive(request));
    }

    private static String target(String target) {
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '#') {
                throw badRequest(
                        "request target: character U+%04X at index %d (expected: printable ASCII, all else percent-encoded)"
                                .formatted((int) c, i));
            }
        }
        if (target.startsWith("/")
                || target.equals("*")
                || target.regionMatches(true, 0, "http://", 0, 7)
                || target.regionMatches(true, 0, "https://", 0, 8)) {
            return target;
        }
        throw badRequest("request target: expected a path that begins with '/'");
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

    boolean hasBody() {
        return headers.contains(HttpHeaderNames.TRANSFER_ENCODING) || contentLength() > 0;
    }

    /** The length that the peer announces; -1 if it does not. */
    public long contentLength() {
        String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
        return length == null ? -1 : Long.parseLong(length);
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
