package dev.tidings.server.http2;

import dev.tidings.server.http.BadRequests;
import dev.tidings.server.http.CountedHeaders;
import dev.tidings.server.http.HttpHead;
import dev.tidings.server.http.Problem;
import dev.tidings.server.http.ProblemException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From the fields of a request to the head as it is routed (RFC 9113, 8.3). */
final class RequestFields {

    private RequestFields() {}

    /** @throws ProblemException if it is no valid request */
    static HttpHead head(Http2Headers fields) {
        HttpHeaders headers = headers(fields);
        CharSequence method = fields.method();
        CharSequence path = fields.path();
        if (method == null || path == null) {
            throw badRequest("a request needs :method and :path");
        }
        BadRequests.checkFields(headers);
        return HttpHead.ofHttp2(method.toString(), path.toString(), host(fields.authority(), headers), headers);
    }

    private static HttpHeaders headers(Http2Headers fields) {
        HttpHeaders headers = CountedHeaders.FACTORY.newHeaders();
        StringBuilder cookies = new StringBuilder();
        try {
            for (Map.Entry<CharSequence, CharSequence> field : fields) {
                CharSequence name = field.getKey();
                if (HttpHeaderNames.COOKIE.contentEqualsIgnoreCase(name)) {
                    cookies.append(cookies.isEmpty() ? "" : "; ").append(field.getValue());
                } else if (!Http2Headers.PseudoHeaderName.hasPseudoHeaderFormat(name)) {
                    headers.add(name, field.getValue());
                }
            }
        } catch (CountedHeaders.TooManyFieldsException e) {
            throw Problem.of(
                            431,
                            "request head: more than " + CountedHeaders.MAX_FIELDS
                                    + " header fields (expected: at most that)")
                    .toException();
        } catch (IllegalArgumentException e) {
            throw badRequest("malformed request: " + e.getMessage());
        }
        if (!cookies.isEmpty()) {
            // Clients may send each cookie as a field of its own (8.2.3).
            headers.add(HttpHeaderNames.COOKIE, cookies.toString());
        }
        return headers;
    }

    private static String host(@Nullable CharSequence authority, HttpHeaders headers) {
        String host = headers.get(HttpHeaderNames.HOST);
        if (headers.getAll(HttpHeaderNames.HOST).size() > 1) {
            throw badRequest("Host: more than one header field (expected: at most one)");
        }
        if (authority == null) {
            if (host == null) {
                throw badRequest("a request needs :authority or Host");
            }
            return host.strip();
        }
        if (host != null && !host.strip().contentEquals(authority)) {
            throw badRequest("Host: " + Problem.quote(host) + " is not " + Problem.quote(authority.toString())
                    + ", which :authority says (expected: the same)");
        }
        return authority.toString();
    }

    private static ProblemException badRequest(String detail) {
        return Problem.of(400, detail).toException();
    }
}
