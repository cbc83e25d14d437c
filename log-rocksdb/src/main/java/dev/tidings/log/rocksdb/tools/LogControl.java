package dev.tidings.log.rocksdb.tools;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.log.rocksdb.store.DamagedLogException;
import dev.tidings.log.rocksdb.store.LogStorageException;
import dev.tidings.log.rocksdb.store.Output;
import dev.tidings.log.rocksdb.store.Threads;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * Answers other processes of the same user, by a socket in the log's folder, as long as the log is open: what it holds, and copies
 * of it.
 * <p>
 * One thread, one request after the other. Whatever comes in, the log goes on; without a socket it does so too.
 */
public final class LogControl implements Runnable, AutoCloseable {

    private static final Logger LOG = System.getLogger("dev.tidings.log");

    /** 5 s: a request is one write of a process on this machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** 1 s: before the next attempt, when connections cannot be accepted, for want of file descriptors say. */
    private static final long PAUSE_MILLIS = 1_000;

    private final Path socket;
    private final ServerSocketChannel server;
    private final Selector selector;
    private final Requests log;
    private final Thread thread;

    // Counted down by whoever closes.
    private final CountDownLatch closing = new CountDownLatch(1);

    private LogControl(Path socket, ServerSocketChannel server, Selector selector, Requests log) {
        this.socket = socket;
        this.server = server;
        this.selector = selector;
        this.log = log;
        this.thread = new Thread(this, "tidings-log-control");
        thread.setDaemon(true);
    }

    /** Null if this folder can have no socket, which is told. Whoever calls has the lock of the folder. */
    public static @Nullable LogControl start(Path folder, Requests log) {
        Path socket = ControlConnection.socket(folder);
        try {
            // What a process that was killed has left.
            Files.deleteIfExists(socket);
            LogControl control = bind(socket, log);
            control.thread.start();
            return control;
        } catch (IOException | UnsupportedOperationException e) {
            LOG.log(
                    Level.WARNING,
                    "{0}: no socket can be made there ({1}); `tidings log info` and `tidings log backup` work only while"
                            + " the hub is stopped",
                    socket,
                    e.getMessage());
            return null;
        }
    }

    private static LogControl bind(Path socket, Requests log) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        Selector selector = null;
        try {
            server.bind(UnixDomainSocketAddress.of(socket));
            if (socket.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
            }
            selector = Selector.open();
            return new LogControl(socket, server, selector, log);
        } finally {
            if (selector == null) {
                server.close();
            }
        }
    }

    @Override
    public void run() {
        while (!isClosed()) {
            try (SocketChannel client = server.accept()) {
                serve(client);
            } catch (IOException e) {
                if (!isClosed()) {
                    LOG.log(
                            Level.WARNING,
                            "Requests about the log cannot be accepted; it is tried again in a second",
                            e);
                    pauseUnlessClosed();
                }
            }
        }
    }

    private void pauseUnlessClosed() {
        try {
            closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isClosed() {
        return closing.getCount() == 0;
    }

    private void serve(SocketChannel client) {
        try (ControlConnection connection = new ControlConnection(client, selector, this::isClosed)) {
            byte[] request = connection.read('\n', ControlConnection.MAX_REQUEST, PATIENCE);
            connection.write(answer(request), PATIENCE);
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "A request about the log was not answered", e);
        }
    }

    private byte[] answer(byte[] request) {
        Output out = new Output(1024);
        try {
            out.writeByte(ControlConnection.DONE);
            answer(UTF_8.newDecoder().decode(ByteBuffer.wrap(request)).toString(), out);
        } catch (LogStorageException | DamagedLogException | IllegalArgumentException e) {
            refuse(out, String.valueOf(e.getMessage()));
        } catch (CharacterCodingException e) {
            refuse(out, "request: not UTF-8 (expected: a line of UTF-8)");
        } catch (IOException | RocksDBException | RuntimeException | Error e) {
            LOG.log(Level.WARNING, "A request about the log could not be answered", e);
            refuse(out, e.toString());
        }
        return out.toBytes();
    }

    private static void refuse(Output out, String why) {
        out.clear();
        out.writeByte(ControlConnection.FAILED).writeRaw(why.getBytes(UTF_8));
    }

    private void answer(String request, Output out) throws IOException, RocksDBException {
        if (request.equals(ControlConnection.INFO + "\n")) {
            log.info().write(out);
        } else if (request.startsWith(ControlConnection.BACKUP) && request.endsWith("\n")) {
            log.backup(path(request.substring(ControlConnection.BACKUP.length(), request.length() - 1)))
                    .write(out);
        } else {
            throw new IllegalArgumentException("request: "
                    + request.substring(0, Math.min(40, request.length())).strip()
                    + " (expected: info, or backup and a folder; another version of Tidings has the log open)");
        }
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("folder: " + e.getMessage());
        }
    }

    /** Waits for what is under way. No request is answered afterwards. One call only has an effect. */
    @Override
    public void close() {
        if (isClosed()) {
            return;
        }
        closing.countDown();
        try {
            server.close();
            selector.wakeup();
            Threads.join(thread);
            selector.close();
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "The socket of the log was not closed in order", e);
        }
    }

    /** What those who ask about a log that is open may see and do. For any thread, as long as the log is open. */
    public interface Requests {

        LogInfo info() throws RocksDBException, IOException;

        LogBackup backup(Path target);
    }
}
