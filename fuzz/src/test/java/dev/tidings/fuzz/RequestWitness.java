package dev.tidings.fuzz;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/** Asks again and again on one connection. */
final class RequestWitness {

    private static final byte[] REQUEST = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII);

    private final Socket socket;

    RequestWitness(Socket socket) {
        this.socket = socket;
    }

    void isAnswered() {
        try {
            socket.getOutputStream().write(REQUEST);
            InputStream in = socket.getInputStream();
            String head = Answers.head(in);
            assertThat(head).startsWith("HTTP/1.1 200 ");
            in.readNBytes(Answers.length(head));
        } catch (IOException e) {
            throw new AssertionError("somebody else is not answered", e);
        }
    }
}
