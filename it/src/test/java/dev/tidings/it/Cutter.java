package dev.tidings.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * A relay on this machine that cuts event streams off at chosen places, as a bad network does: what was sent before arrives, and
 * the end is not said in the stream.
 */
final class Cutter implements AutoCloseable {

    /** A stream that is let through to its own end. */
    static final int NEVER = Integer.MAX_VALUE;

    private static final String STREAM_HEAD = "content-type: text/event-stream";
    private static final String HEAD_END = "\r\n\r\n";
    private static final String BLOCK_END = "\n\n";

    private final int hubPort;
    private final IntSupplier limits;
    private final Relay relay = new Relay("cutter");
    private final AtomicInteger cuts = new AtomicInteger();

    private Cutter(int hubPort, IntSupplier limits) {
        this.hubPort = hubPort;
        this.limits = limits;
        relay.run(this::accept);
    }

    /**
     * @param limits asked once for each stream, by any thread: how many bytes of its body pass, {@link #NEVER} for all of them. The
     *     first block passes in any case, since a client that never saw an id has nothing to resume from
     */
    static Cutter start(int hubPort, IntSupplier limits) {
        return new Cutter(hubPort, limits);
    }

    int port() {
        return relay.port();
    }

    /** How many streams were cut off. */
    int cuts() {
        return cuts.get();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = relay.accept();
            Socket hub;
            try {
                hub = relay.connect(hubPort);
            } catch (ConnectException nobody) {
                client.close();
                continue;
            }
            relay.run(() -> {
                try (client;
                        hub) {
                    client.getInputStream().transferTo(hub.getOutputStream());
                }
            });
            relay.run(() -> {
                try (client;
                        hub) {
                    pass(new BufferedInputStream(hub.getInputStream()), client.getOutputStream());
                    client.shutdownOutput();
                }
            });
        }
    }

    /** Returns when a stream is to be cut off. */
    private void pass(InputStream hub, OutputStream client) throws IOException {
        Passage passage = new Passage(hub, new BufferedOutputStream(client));
        // A browser may ask for permission first (CORS), over the same connection.
        String head;
        do {
            head = passage.through(HEAD_END).toLowerCase(Locale.ROOT);
        } while (!head.contains(STREAM_HEAD));
        int limit = limits.getAsInt();
        int firstBlock = passage.through(BLOCK_END).length();
        passage.bytes(limit - firstBlock);
        cuts.incrementAndGet();
    }

    /** From the hub to the client, byte by byte. */
    private record Passage(InputStream from, OutputStream to) {

        /** Up to and with this text. */
        String through(String end) throws IOException {
            ByteArrayOutputStream passed = new ByteArrayOutputStream();
            String text = "";
            while (!text.endsWith(end)) {
                passed.write(next());
                text = passed.toString(ISO_8859_1);
            }
            to.flush();
            return text;
        }

        void bytes(int count) throws IOException {
            for (int i = 0; i < count; i++) {
                next();
            }
            to.flush();
        }

        private int next() throws IOException {
            if (from.available() == 0) {
                to.flush();
            }
            int b = from.read();
            if (b < 0) {
                to.flush();
                throw new EOFException("the hub has ended the connection");
            }
            to.write(b);
            return b;
        }
    }

    @Override
    public void close() {
        relay.close();
    }
}
