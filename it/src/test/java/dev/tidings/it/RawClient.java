package dev.tidings.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * A client that sends exactly the bytes it is told to and reads what comes back, each read with a deadline. For one thread.
 */
final class RawClient implements AutoCloseable {

    private static final int DEADLINE_MILLIS = 10_000;

    private final Socket socket;
    private final InputStream in;

    private RawClient(Socket socket, boolean http2) throws IOException {
        this.socket = socket;
        this.in = http2
                ? new Http2Input(new BufferedInputStream(socket.getInputStream()), socket.getOutputStream())
                : new BufferedInputStream(socket.getInputStream());
    }

    static RawClient connect(int port) {
        return connect(port, Protocol.HTTP_1_1, 0);
    }

    static RawClient connect(int port, Protocol protocol) {
        return connect(port, protocol, 0);
    }

    /** @param receiveBufferBytes how much the kernel takes for a client that does not read; 0 for its default */
    static RawClient connect(int port, Protocol protocol, int receiveBufferBytes) {
        try {
            Socket socket = new Socket();
            if (receiveBufferBytes > 0) {
                socket.setReceiveBufferSize(receiveBufferBytes);
            }
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(DEADLINE_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), DEADLINE_MILLIS);
            return new RawClient(protocol.isEncrypted() ? encrypted(socket, protocol) : socket, protocol.isHttp2());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Socket encrypted(Socket socket, Protocol protocol) throws IOException {
        SSLSocket encrypted = (SSLSocket)
                TestCertificate.trusting().getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
        SSLParameters parameters = encrypted.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {protocol.isHttp2() ? "h2" : "http/1.1"});
        encrypted.setSSLParameters(parameters);
        encrypted.startHandshake();
        return encrypted;
    }

    /** How long a read waits from now on. */
    RawClient deadline(int millis) {
        try {
            socket.setSoTimeout(millis);
            return this;
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends text, each char a byte. */
    RawClient send(String text) {
        return send(text.getBytes(ISO_8859_1));
    }

    RawClient send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends what is sent; what comes back can still be read. */
    RawClient endOutput() {
        try {
            socket.shutdownOutput();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A response's head. */
    record Head(int status, Map<String, List<String>> headers) {

        /** The only value of a header field; empty if it is not there. */
        String header(String name) {
            List<String> values = headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
            if (values.size() > 1) {
                throw new AssertionError(name + " is there " + values.size() + " times");
            }
            return values.isEmpty() ? "" : values.get(0);
        }
    }

    /** A whole response. */
    record Response(Head head, String body) {

        int status() {
            return head.status();
        }

        String header(String name) {
            return head.header(name);
        }
    }

    Head readHead() {
        String[] statusLine = readLine().split(" ", 3);
        Map<String, List<String>> headers = new TreeMap<>();
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            int colon = line.indexOf(':');
            headers.merge(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    List.of(line.substring(colon + 1).strip()),
                    (some, more) -> Stream.concat(some.stream(), more.stream()).toList());
        }
        return new Head(Integer.parseInt(statusLine[1]), headers);
    }

    /** A response with a length, or none and the end of the connection. */
    Response readResponse() {
        Head head = readHead();
        String length = head.header("Content-Length");
        byte[] body = length.isEmpty()
                ? head.status() == 204 || head.status() < 200 ? new byte[0] : readToEnd()
                : readBytes(Integer.parseInt(length));
        return new Response(head, new String(body, UTF_8));
    }

    /** The body of a stream, whose head has been read. */
    RawStream stream(Protocol protocol) {
        return new RawStream(this, protocol.isChunked());
    }

    /** Waits for the peer to end the connection, whatever it still sends. */
    void awaitEnd() {
        readToEnd();
    }

    byte[] readToEnd() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int b = read(); b >= 0; b = read()) {
            bytes.write(b);
        }
        return bytes.toByteArray();
    }

    byte[] readBytes(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) readOrFail();
        }
        return bytes;
    }

    /** A line that ends with CRLF, which is taken off. */
    String readLine() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int last = -1;
        while (true) {
            int b = readOrFail();
            if (last == '\r' && b == '\n') {
                byte[] bytes = line.toByteArray();
                return new String(bytes, 0, bytes.length - 1, ISO_8859_1);
            }
            line.write(b);
            last = b;
        }
    }

    int readOrFail() {
        return orFail(read());
    }

    /** Some bytes, at least one. */
    int readOrFail(byte[] into, int max) {
        return orFail(read(into, max));
    }

    private static int orFail(int read) {
        if (read < 0) {
            throw new UncheckedIOException(new EOFException("the connection has ended"));
        }
        return read;
    }

    /** The next byte; -1 at the end of the connection, be it orderly or a reset. */
    int read() {
        try {
            return in.read();
        } catch (SocketTimeoutException e) {
            throw new AssertionError("nothing came in time", e);
        } catch (SocketException reset) {
            return -1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Some bytes, at least one; -1 at the end of the connection, be it orderly or a reset. */
    int read(byte[] into, int max) {
        try {
            return in.read(into, 0, max);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("nothing came in time", e);
        } catch (SocketException reset) {
            return -1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the connection with a reset. */
    void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
