package dev.tidings.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What is answered instead of a stream. Fits into the buffer of any response, so that writing it does not block. */
final class Refusal {

    private static final byte[] NOT_ACCEPTABLE =
            ("{\"title\":\"Not Acceptable\",\"status\":406,\"detail\":\"Accept: without"
                            + " text/event-stream (expected: text/event-stream, which is all there is here)\"}")
                    .getBytes(UTF_8);

    private Refusal() {}

    /** RFC 9457. */
    static void notAcceptable(HttpServletResponse response) throws IOException {
        response.setStatus(HttpServletResponse.SC_NOT_ACCEPTABLE);
        response.setContentType("application/problem+json");
        response.setContentLength(NOT_ACCEPTABLE.length);
        response.getOutputStream().write(NOT_ACCEPTABLE);
    }
}
