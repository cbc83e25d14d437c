package dev.tidings.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The port, the sockets and the threads of something on this machine that stands between clients and a hub. */
final class Relay implements AutoCloseable {

    interface Work {
        void run() throws IOException, InterruptedException;
    }

    private final String name;
    private final ServerSocket listener;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

    Relay(String name) {
        this.name = name;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Waits for the next client. */
    Socket accept() throws IOException {
        return kept(listener.accept());
    }

    /** @throws IOException if nobody is there */
    Socket connect(int port) throws IOException {
        return kept(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    private Socket kept(Socket socket) {
        sockets.add(socket);
        return socket;
    }

    /** Runs something on a thread of its own, which ends when its socket is closed: by a peer, by the other direction or by close(). */
    void run(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException | InterruptedException ended) {
                        // As it should.
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
