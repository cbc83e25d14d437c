package dev.tidings.hubclient;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server on a socket of this machine that answers as a test wants it, well or badly. */
final class RawHub implements AutoCloseable {

    /** Answers a request, or does not. */
    interface Script {
        void answer(Request request, Reply reply) throws IOException, InterruptedException;
    }

    /** A request as it came; names of header fields in lower case. */
    record Request(String line, Map<String, String> fields, String body) {

        String key() {
            return fields.getOrDefault("idempotency-key", "");
        }

        /** What the events of the array hold. */
        List<String> data() {
            List<String> data = new ArrayList<>();
            for (JsonNode event : JsonMapper.shared().readTree(body)) {
                data.add(event.get("data").asString());
            }
            return data;
        }

        /** The lines of the array, without its brackets and commas. */
        List<String> events() {
            List<String> events = new ArrayList<>();
            for (String line : body.split("\n", -1)) {
                events.add(line.replaceFirst("^\\[", "").replaceFirst("[,\\]]$", ""));
            }
            return events;
        }
    }

    private final Script script;
    private final ServerSocket listener;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

    private RawHub(Script script, ServerSocket listener) {
        this.script = script;
        this.listener = listener;
    }

    static RawHub start(Script script) {
        try {
            RawHub hub = new RawHub(script, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            hub.run(hub::accept);
            return hub;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** Everything that came, in order. */
    List<Request> requests() {
        return requests;
    }

    private void accept() throws IOException {
        while (true) {
            Socket socket = listener.accept();
            sockets.add(socket);
            run(() -> serve(socket));
        }
    }

    private void serve(Socket socket) throws IOException, InterruptedException {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (true) {
                Request request = read(in);
                if (request == null) {
                    return;
                }
                requests.add(request);
                script.answer(request, new Reply(socket));
            }
        }
    }

    private static Request read(InputStream in) throws IOException {
        String line = line(in);
        if (line.isEmpty()) {
            return null;
        }
        Map<String, String> fields = new TreeMap<>();
        for (String field = line(in); !field.isEmpty(); field = line(in)) {
            int colon = field.indexOf(':');
            fields.put(
                    field.substring(0, colon).toLowerCase(Locale.ROOT),
                    field.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(fields.getOrDefault("content-length", "0"));
        return new Request(line, fields, new String(in.readNBytes(length), UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }

    /** What a script can do. */
    record Reply(Socket socket) {

        void raw(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(UTF_8));
        }

        /** A whole answer. @param fields each with its line end */
        void send(int status, String fields, String body) throws IOException {
            raw("HTTP/1.1 " + status + " Some Reason\r\n" + fields + "Content-Length: " + body.getBytes(UTF_8).length
                    + "\r\n\r\n" + body);
        }

        void problem(int status, String fields, String members) throws IOException {
            send(
                    status,
                    "Content-Type: application/problem+json\r\n" + fields,
                    "{\"status\":" + status + members + "}");
        }

        /** As a hub does it. @param first the position of the first event */
        void ids(int first, int count) throws IOException {
            send(200, "Content-Type: application/json\r\n", idList(first, count));
        }

        /** Ends the connection as when the other end has died. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        static String idList(int first, int count) {
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                ids.add("\"abcdefgh-" + (first + i) + "\"");
            }
            return "{\"ids\":[" + String.join(",", ids) + "]}";
        }

        /** Until the client goes away. */
        void awaitEnd() throws IOException {
            while (socket.getInputStream().read() >= 0) {
                // What else comes is of no interest.
            }
        }
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    /** Each thread ends when its socket is closed. */
    private void run(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException | InterruptedException ended) {
                        // By a peer or by close().
                    }
                },
                "raw-hub");
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
                thread.interrupt();
                thread.join();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
