package dev.tidings.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * The way to a hub, at one address wherever the hub is just now. Most connections are cut, each at a place of its own in what is
 * asked or what is answered; what was sent before arrives.
 * <p>
 * The hub's {@code retry} is made 10 ms, so that clients are cut off more often in the same time.
 */
final class BadNetwork implements AutoCloseable {

    private static final Pattern RETRY = Pattern.compile("retry: [0-9]{4}\n");
    private static final String SOON = "retry: 0010\n";

    private static final int LONGEST_BYTES = 200_000;
    private static final int WHOLE_EVERY = 5;

    private final HubInFolder hub;
    private final Relay relay = new Relay("network");
    private final AtomicInteger cuts = new AtomicInteger();

    // Guarded by this.
    private final Random random;

    private BadNetwork(HubInFolder hub, Random random) {
        this.hub = hub;
        this.random = random;
        relay.run(this::accept);
    }

    static BadNetwork before(HubInFolder hub, Random random) {
        return new BadNetwork(hub, random);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + relay.port());
    }

    /** How many connections were cut that the hub did not end. */
    int cuts() {
        return cuts.get();
    }

    private void accept() throws IOException, InterruptedException {
        while (true) {
            Socket client = relay.accept();
            Socket server = toHub();
            if (server == null) {
                client.close();
                continue;
            }
            relay.run(() -> pass(client, server, limit()));
            relay.run(() -> pass(server, client, limit()));
        }
    }

    /** Null if it is not there. */
    private Socket toHub() throws InterruptedException {
        try {
            return hub.isReady() ? relay.connect(hub.awaitPort()) : null;
        } catch (IOException gone) {
            return null;
        }
    }

    /** After how many bytes it is cut: mostly few, now and then many or never. */
    private synchronized int limit() {
        double share = random.nextDouble() * random.nextDouble();
        return random.nextInt(WHOLE_EVERY) == 0 ? Integer.MAX_VALUE : (int) (share * LONGEST_BYTES);
    }

    private synchronized boolean byReset() {
        return random.nextBoolean();
    }

    private void pass(Socket from, Socket to, int limit) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8 << 10];
            int left = limit;
            while (left > 0) {
                int count = in.read(buffer);
                if (count < 0) {
                    return;
                }
                byte[] bytes = hastened(buffer, count);
                out.write(bytes, 0, Math.min(count, left));
                left -= Math.min(count, left);
            }
            cuts.incrementAndGet();
            if (byReset()) {
                to.setSoLinger(true, 0);
            }
        }
    }

    private static byte[] hastened(byte[] buffer, int count) {
        String text = new String(buffer, 0, count, ISO_8859_1);
        return RETRY.matcher(text).replaceAll(SOON).getBytes(ISO_8859_1);
    }

    @Override
    public void close() {
        relay.close();
    }
}
