package dev.tidings.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A client of HTTP/1.1 over a socket of its own, which reads only when it is told to, each time with a deadline. For one thread. */
public final class StreamClient implements AutoCloseable {

    private static final int DEADLINE_MILLIS = 30_000;

    private final Socket socket;
    private final InputStream in;
    private final List<String> head = new ArrayList<>();
    private boolean chunked;
    private int leftOfChunk;
    private boolean behindChunk;
    private boolean ended;
    private int status;

    private StreamClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    public static StreamClient connect(int port) {
        return connect(port, 0);
    }

    /** @param receiveBytes how much the kernel takes for a client that does not read; 0 for its default */
    public static StreamClient connect(int port, int receiveBytes) {
        try {
            Socket socket = new Socket();
            if (receiveBytes > 0) {
                socket.setReceiveBufferSize(receiveBytes);
            }
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(DEADLINE_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), DEADLINE_MILLIS);
            return new StreamClient(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A stream whose head has been read. */
    public static StreamClient open(int port, String path) {
        return open(port, path, "");
    }

    /** @param fields of the request's head, each with its CRLF */
    public static StreamClient open(int port, String path, String fields) {
        StreamClient client = connect(port).get(path, fields);
        client.readHead();
        return client;
    }

    public StreamClient get(String path, String fields) {
        return send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n");
    }

    public StreamClient send(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The status; the fields are there from then on. */
    public int readHead() {
        head.clear();
        String statusLine = readLine();
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            head.add(line);
        }
        chunked = header("Transfer-Encoding").equals("chunked");
        behindChunk = false;
        ended = false;
        status = Integer.parseInt(statusLine.split(" ", 3)[1]);
        return status;
    }

    public int status() {
        return status;
    }

    /** The value of a field; empty if it is not there. */
    public String header(String name) {
        String begin = name.toLowerCase(Locale.ROOT) + ":";
        return head.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(begin))
                .map(line -> line.substring(begin.length()).trim())
                .findFirst()
                .orElse("");
    }

    /** The next block that is not a comment, without its blank line. */
    public String block() {
        String block = blockOrComment();
        while (block.startsWith(":")) {
            block = blockOrComment();
        }
        return block;
    }

    public String blockOrComment() {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        int last = -1;
        while (true) {
            int b = nextByte();
            if (b < 0) {
                throw new AssertionError("the stream has ended after: " + block.toString(UTF_8));
            }
            if (b == '\n' && last == '\n') {
                return block.toString(UTF_8).stripTrailing();
            }
            block.write(b);
            last = b;
        }
    }

    /** The data of the next message, all of whose lines begin with data. */
    public String data() {
        return field(block(), "data");
    }

    /** A field of a block; empty if it is not there. */
    public static String field(String block, String name) {
        return block.lines()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElse("");
    }

    /** What is left of the body, as text; waits for its end. */
    public String rest() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int b = nextByte(); b >= 0; b = nextByte()) {
            body.write(b);
        }
        return body.toString(UTF_8);
    }

    /** A body of known length. */
    public String body() {
        int length = Integer.parseInt(header("Content-Length"));
        try {
            return new String(in.readNBytes(length), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads until the connection ends, however; says whether the body ended as it should. */
    public boolean endsProperly() {
        try {
            rest();
            return true;
        } catch (UncheckedIOException | AssertionError e) {
            return false;
        }
    }

    private int nextByte() {
        if (!chunked) {
            return read();
        }
        if (!ended && leftOfChunk == 0) {
            beginChunk();
        }
        if (ended) {
            return -1;
        }
        leftOfChunk--;
        return readOrFail();
    }

    /** The line end of a chunk belongs to the next one here: Jetty sends it not before that. */
    private void beginChunk() {
        if (behindChunk && !readLine().isEmpty()) {
            throw new AssertionError("a chunk is longer than it says");
        }
        leftOfChunk = Integer.parseInt(readLine(), 16);
        behindChunk = true;
        ended = leftOfChunk == 0 && readLine().isEmpty();
    }

    private String readLine() {
        StringBuilder line = new StringBuilder();
        for (int b = readOrFail(); b != '\n'; b = readOrFail()) {
            line.append((char) b);
        }
        return line.toString().stripTrailing();
    }

    private int readOrFail() {
        int b = read();
        if (b < 0) {
            throw new AssertionError("the connection has ended");
        }
        return b;
    }

    private int read() {
        try {
            return in.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Leaves without a word of farewell: what is under way is answered with RST. */
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
        close();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
