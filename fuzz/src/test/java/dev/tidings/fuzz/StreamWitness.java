package dev.tidings.fuzz;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.sse.EventDecoder;
import dev.tidings.sse.SseMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/** Has a stream open, and knows what has to come next. */
final class StreamWitness {

    /** What whoever may look after a hub can do to others; in development mode that is everybody. */
    private static final String REVOKED = "{\"reason\":\"revoked\"}";

    private final Supplier<Socket> connecting;
    private final byte[] request;
    private final Queue<SseMessage> received = new ArrayDeque<>();
    private final byte[] buffer = new byte[8 << 10];
    private EventDecoder decoder;
    private InputStream in;

    /** Its stream is of HTTP/1.0, whose body is nothing but events. */
    StreamWitness(Supplier<Socket> connecting, String target) {
        this.connecting = connecting;
        this.request = ("GET " + target + " HTTP/1.0\r\nHost: localhost\r\n\r\n").getBytes(US_ASCII);
        try {
            open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void open() throws IOException {
        Socket socket = connecting.get();
        decoder = new EventDecoder("http://localhost", "", EventDecoder.DEFAULT_MAX_EVENT_BYTES, received::add);
        in = socket.getInputStream();
        socket.getOutputStream().write(request);
        assertThat(Answers.head(in)).startsWith("HTTP/1.1 200 ").contains("text/event-stream");
        read();
    }

    /** Waits for the next event, which has to be this one, unless an administrator has ended the stream. */
    void receivesNext(String data) {
        try {
            while (received.isEmpty()) {
                read();
            }
            SseMessage message = received.remove();
            if (message.type().equals("tidings.closed") && message.data().equals(REVOKED)) {
                open();
            } else {
                assertThat(message.data()).isEqualTo(data);
            }
        } catch (IOException e) {
            throw new AssertionError("the stream of somebody else has ended", e);
        }
    }

    private void read() throws IOException {
        int count = in.read(buffer);
        assertThat(count).as("bytes of the stream of somebody else").isPositive();
        decoder.decode(ByteBuffer.wrap(buffer, 0, count));
    }
}
