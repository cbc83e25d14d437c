package dev.tidings.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A server that does what a test tells it: it reads the bytes of a request and writes bytes back, whatever they are, cuts the
 * connection, or does nothing. For the thread of the test, each wait with a deadline.
 */
final class ScriptedServer implements AutoCloseable {

    private static final int DEADLINE_MILLIS = 10_000;

    /** The head of a stream that ends with its connection. */
    static final String STREAM = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";

    private final ServerSocket socket;
    private final List<Connection> connections = new ArrayList<>();

    private ScriptedServer() {
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            socket.setSoTimeout(DEADLINE_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ScriptedServer start() {
        return new ScriptedServer();
    }

    URI uri(String target) {
        return URI.create(origin() + target);
    }

    String origin() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    /** Waits for the next connection and the head of its request. */
    Connection request() {
        try {
            Connection connection = new Connection(socket.accept());
            connections.add(connection);
            connection.readRequest();
            return connection;
        } catch (SocketTimeoutException e) {
            throw new AssertionError("no request came in time", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether nobody has connected who was not waited for. */
    boolean isQuiet() {
        try {
            socket.setSoTimeout(1);
            connections.add(new Connection(socket.accept()));
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            try {
                socket.setSoTimeout(DEADLINE_MILLIS);
            } catch (SocketException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** From now on nobody can connect. */
    void stopListening() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stopListening();
        connections.forEach(Connection::cut);
    }

    /** One connection, whose request has been read. */
    static final class Connection {

        private final Socket socket;
        private final InputStream in;
        private String requestLine = "";
        private List<String> headerLines = List.of();

        private Connection(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream());
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(DEADLINE_MILLIS);
        }

        private void readRequest() throws IOException {
            List<String> lines = new ArrayList<>();
            for (String line = readLine(); !line.isEmpty(); line = readLine()) {
                lines.add(line);
            }
            requestLine = lines.remove(0);
            headerLines = lines;
        }

        private String readLine() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0) {
                    throw new EOFException("the connection ended within a request");
                }
                line.write(b);
            }
            String text = line.toString(ISO_8859_1);
            return text.substring(0, text.length() - 1);
        }

        String requestLine() {
            return requestLine;
        }

        /** All values of a header, each char a byte. */
        List<String> header(String name) {
            String start = name.toLowerCase(Locale.ROOT) + ":";
            return headerLines.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                    .map(line -> line.substring(start.length()).strip())
                    .toList();
        }

        List<String> headerNames() {
            return headerLines.stream()
                    .map(line -> line.substring(0, line.indexOf(':')))
                    .toList();
        }

        String readBody(int bytes) {
            try {
                return new String(in.readNBytes(bytes), UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Writes text as UTF-8. */
        Connection send(String text) {
            return send(text.getBytes(UTF_8));
        }

        Connection send(byte[] bytes) {
            try {
                socket.getOutputStream().write(bytes);
                return this;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Begins a stream that ends with the connection. */
        Connection stream(String events) {
            return send(STREAM + events);
        }

        /** A stream that is complete, the last one on this connection. */
        Connection wholeStream(String events) {
            int bytes = events.getBytes(UTF_8).length;
            return send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\nContent-Length: "
                    + bytes + "\r\n\r\n" + events);
        }

        /** A whole answer without a body, the last one on this connection. */
        Connection answer(String statusAndHeaders) {
            String head = statusAndHeaders.replace("\n", "\r\n");
            return send("HTTP/1.1 " + head + "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        }

        /** Ends the connection in good order. */
        void end() {
            try {
                socket.shutdownOutput();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Ends the connection with a reset. */
        void cut() {
            if (socket.isClosed()) {
                return;
            }
            try {
                socket.setSoLinger(true, 0);
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Waits for the client to end the connection. */
        void awaitEnd() {
            try {
                while (in.read() >= 0) {}
            } catch (SocketTimeoutException e) {
                throw new AssertionError("the client has not ended the connection", e);
            } catch (SocketException reset) {
                return;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
