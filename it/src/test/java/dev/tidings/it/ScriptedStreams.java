package dev.tidings.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Gives each connection the next of its answers, and the last one to all that follow; then it ends the connection. Remembers with which
 * ids clients came.
 */
final class ScriptedStreams implements AutoCloseable {

    private static final String ID = "last-event-id: ";

    private final ServerSocket listener;
    private final List<String> answers;
    private final List<String> ids = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::serve, "scripted-streams");

    private ScriptedStreams(ServerSocket listener, List<String> answers) {
        this.listener = listener;
        this.answers = answers;
    }

    static ScriptedStreams start(List<String> answers) {
        try {
            ScriptedStreams streams =
                    new ScriptedStreams(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), answers);
            streams.thread.start();
            return streams;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String stream(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n" + body;
    }

    static String status(int code) {
        return "HTTP/1.1 " + code + " Status\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/");
    }

    /** The id that each request came with, "" for none. */
    List<String> ids() {
        return ids;
    }

    private void serve() {
        while (true) {
            try (Socket client = listener.accept()) {
                ids.add(id(client));
                String answer = answers.get(Math.min(ids.size(), answers.size()) - 1);
                client.getOutputStream().write(answer.getBytes(UTF_8));
            } catch (IOException e) {
                if (listener.isClosed()) {
                    return;
                }
            }
        }
    }

    private static String id(Socket client) throws IOException {
        BufferedReader head = new BufferedReader(new InputStreamReader(client.getInputStream(), ISO_8859_1));
        String id = "";
        String line = head.readLine();
        while (line != null && !line.isEmpty()) {
            if (line.toLowerCase(Locale.ROOT).startsWith(ID)) {
                id = line.substring(ID.length());
            }
            line = head.readLine();
        }
        return id;
    }

    @Override
    public void close() {
        try {
            listener.close();
            thread.join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
