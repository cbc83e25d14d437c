package dev.tidings.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A relay on this machine whose first connections reach the hub, but the hub's answers do not come back over them. All others are as
 * without it.
 */
final class LostAnswers implements AutoCloseable {

    private final int hubPort;
    private final boolean silent;
    private final ServerSocket listener;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

    private LostAnswers(int hubPort, boolean silent, ServerSocket listener) {
        this.hubPort = hubPort;
        this.silent = silent;
        this.listener = listener;
    }

    /** The first connection is cut off when its answer comes. */
    static LostAnswers once(int hubPort) {
        return start(hubPort, false);
    }

    /** Nobody hears anything: connections stay open, and their answers do not come. */
    static LostAnswers silent(int hubPort) {
        return start(hubPort, true);
    }

    private static LostAnswers start(int hubPort, boolean silent) {
        try {
            LostAnswers relay =
                    new LostAnswers(hubPort, silent, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            relay.run(relay::accept);
            return relay;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() throws IOException {
        boolean lost = true;
        while (true) {
            Socket client = listener.accept();
            Socket hub = new Socket(InetAddress.getLoopbackAddress(), hubPort);
            sockets.add(client);
            sockets.add(hub);
            boolean answered = !lost;
            run(() -> {
                try (client;
                        hub) {
                    client.getInputStream().transferTo(hub.getOutputStream());
                }
            });
            run(() -> {
                if (answered) {
                    hub.getInputStream().transferTo(client.getOutputStream());
                } else if (hub.getInputStream().read() >= 0 && !silent) {
                    client.close();
                }
            });
            lost = silent;
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    /** Each thread ends when its socket is closed. */
    private void run(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException ended) {
                        // By a peer, by the other direction or by close().
                    }
                },
                "lost-answers");
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
