package dev.tidings.log.rocksdb.tools;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * One connection between a process that has a log open and one that asks about it: bounded reads and writes, each of which ends
 * after some time.
 * <pre>
 *   request    'info' LF, or 'backup ' absolute path LF                   UTF-8, at most 8 KiB
 *
 *   answer     0          1                                               to the end of the connection, at most 1 MiB
 *             +----------+-------
 *             | 0: done  | {@link LogInfo} or {@link LogBackup}
 *             | 1: not   | why, in UTF-8
 *             +----------+-------
 * </pre>
 * For one thread; the selector may be woken by any.
 */
final class ControlConnection implements AutoCloseable {

    /** Beside the database. */
    static final String SOCKET = "tidings-control";

    static final String INFO = "info";
    static final String BACKUP = "backup ";

    /** 8 KiB: the longest path is 4 KiB. */
    static final int MAX_REQUEST = 8 << 10;

    /** 1 MiB: 256 epochs and some hundred segments take a tenth of that. */
    static final int MAX_ANSWER = 1 << 20;

    static final byte DONE = 0;
    static final byte FAILED = 1;

    private final SocketChannel channel;
    private final Selector selector;

    private final BooleanSupplier ended;

    /**
     * @param channel closed with this
     * @param ended whether waiting has no point any more; whoever makes that true wakes the selector
     */
    ControlConnection(SocketChannel channel, Selector selector, BooleanSupplier ended) throws IOException {
        this.channel = channel;
        this.selector = selector;
        this.ended = ended;
        channel.configureBlocking(false);
    }

    static Path socket(Path log) {
        return log.resolve(SOCKET);
    }

    /**
     * Reads up to the end of the connection, or to a byte that ends what is read.
     *
     * @param end a byte, which is part of what is read, or -1
     * @throws IOException if it is more than that, or takes longer
     */
    byte[] read(int end, int most, Duration longest) throws IOException {
        long deadline = System.nanoTime() + longest.toNanos();
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        ByteBuffer part = ByteBuffer.allocate(4096);
        int count = channel.read(part);
        while (count >= 0) {
            read.write(part.array(), 0, part.position());
            if (end >= 0 && part.position() > 0 && part.get(part.position() - 1) == end) {
                return read.toByteArray();
            }
            if (read.size() > most) {
                throw new IOException("more than " + most + " bytes");
            }
            if (count == 0) {
                await(SelectionKey.OP_READ, deadline);
            }
            part.clear();
            count = channel.read(part);
        }
        return read.toByteArray();
    }

    void write(byte[] bytes, Duration longest) throws IOException {
        long deadline = System.nanoTime() + longest.toNanos();
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            if (channel.write(rest) == 0) {
                await(SelectionKey.OP_WRITE, deadline);
            }
        }
    }

    private void await(int operation, long deadline) throws IOException {
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
            throw new SocketTimeoutException("nothing came in time");
        }
        channel.register(selector, operation);
        selector.select(millis);
        selector.selectedKeys().clear();
        if (ended.getAsBoolean()) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        // Only now is it really closed.
        selector.selectNow();
    }
}
