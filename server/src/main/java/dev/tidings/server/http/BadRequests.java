package dev.tidings.server.http;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessageDecoderResult;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.AsciiString;

/** Requests that are refused before anybody looks at what they ask for. */
public final class BadRequests {

    private static final String CONTINUE = "100-continue";

    private BadRequests() {}

    /** @throws ProblemException if the request cannot be understood */
    static void check(HttpRequest request, RequestLimits limits) {
        DecoderResult result = request.decoderResult();
        if (result.isFailure()) {
            throw decoding(result.cause(), limits).toException();
        }
        if (result instanceof HttpMessageDecoderResult sizes && sizes.totalSize() > limits.headBytes()) {
            throw headTooLarge(limits).toException();
        }
        checkFields(request.headers());
    }

    /** @throws ProblemException if header fields contradict each other, or ask for what is not there */
    public static void checkFields(HttpHeaders headers) {
        checkFraming(headers);
        String expect = headers.get(HttpHeaderNames.EXPECT);
        if (expect != null && !expect.equalsIgnoreCase(CONTINUE)) {
            throw Problem.of(417, "Expect: " + Problem.quote(expect) + " (expected: " + CONTINUE + ")")
                    .toException();
        }
    }

    /** A coding that is not undone would be taken for the body itself (RFC 9112, 6.1). */
    private static void checkFraming(HttpHeaders headers) {
        atMostOne(headers, HttpHeaderNames.TRANSFER_ENCODING, "Transfer-Encoding");
        atMostOne(headers, HttpHeaderNames.CONTENT_TYPE, "Content-Type");
        String coding = headers.get(HttpHeaderNames.TRANSFER_ENCODING);
        if (coding != null && !coding.equalsIgnoreCase("chunked")) {
            throw Problem.of(501, "Transfer-Encoding: " + Problem.quote(coding) + " (expected: chunked)")
                    .toException();
        }
    }

    private static void atMostOne(HttpHeaders headers, AsciiString field, String name) {
        int fields = headers.getAll(field).size();
        if (fields > 1) {
            throw Problem.of(400, name + ": " + fields + " header fields (expected: at most one)")
                    .toException();
        }
    }

    private static Problem decoding(Throwable cause, RequestLimits limits) {
        if (cause instanceof TooLongHttpLineException) {
            return Problem.of(414, "request line: more than " + limits.headBytes() + " bytes (expected: at most that)");
        }
        if (cause instanceof CountedHeaders.TooManyFieldsException) {
            return Problem.of(
                    431,
                    "request head: more than " + CountedHeaders.MAX_FIELDS + " header fields (expected: at most that)");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return headTooLarge(limits);
        }
        return Problem.of(400, "malformed request: " + cause.getMessage());
    }

    private static Problem headTooLarge(RequestLimits limits) {
        return Problem.of(431, "request head: more than " + limits.headBytes() + " bytes (expected: at most that)");
    }

    static boolean expectsContinue(HttpRequest request) {
        return request.headers().contains(HttpHeaderNames.EXPECT)
                && request.protocolVersion().minorVersion() > 0;
    }
}
