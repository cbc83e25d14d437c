package dev.tidings.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
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
    private final ServerSocket listener;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    private final AtomicInteger cuts = new AtomicInteger();

    // Guarded by this.
    private final Random random;

    private BadNetwork(HubInFolder hub, Random random, ServerSocket listener) {
        this.hub = hub;
        this.random = random;
        this.listener = listener;
    }

    static BadNetwork before(HubInFolder hub, Random random) {
        try {
            BadNetwork network = new BadNetwork(hub, random, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            network.run("network", network::accept);
            return network;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** How many connections were cut that the hub did not end. */
    int cuts() {
        return cuts.get();
    }

    private void accept() throws IOException, InterruptedException {
        while (true) {
            Socket client = listener.accept();
            sockets.add(client);
            Socket server = toHub();
            if (server == null) {
                client.close();
                continue;
            }
            sockets.add(server);
            run("network-requests", () -> relay(client, server, limit()));
            run("network-responses", () -> relay(server, client, limit()));
        }
    }

    /** Null if it is not there. */
    private Socket toHub() throws InterruptedException {
        try {
            return hub.isReady() ? new Socket(InetAddress.getLoopbackAddress(), hub.awaitPort()) : null;
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

    private void relay(Socket from, Socket to, int limit) throws IOException {
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

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    /** Each thread ends when its socket is closed. */
    private void run(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException | InterruptedException ended) {
                        // By a peer, by the other direction or by close().
                    }
                },
                name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
