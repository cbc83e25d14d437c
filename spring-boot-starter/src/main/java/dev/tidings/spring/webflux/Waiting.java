package dev.tidings.spring.webflux;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;

/** What was delivered to a stream and has not been given to the server. For one thread. */
final class Waiting {

    private final Queue<ByteBuffer> parts = new ArrayDeque<>(1);
    private long bytes;

    long bytes() {
        return bytes;
    }

    /** @param block not copied; nobody changes it. An empty one is nothing */
    void add(byte[] block) {
        if (block.length > 0) {
            parts.add(ByteBuffer.wrap(block));
            bytes += block.length;
        }
    }

    /**
     * The next bytes, copied only where they come from several blocks.
     *
     * @param most how many, at least 1
     */
    ByteBuffer take(int most) {
        ByteBuffer first = parts.element();
        return parts.size() == 1 || first.remaining() >= most ? piece(most) : gathered(most);
    }

    private ByteBuffer gathered(int most) {
        ByteBuffer all = ByteBuffer.allocate((int) Math.min(bytes, most));
        while (all.hasRemaining()) {
            all.put(piece(all.remaining()));
        }
        return all.flip();
    }

    private ByteBuffer piece(int most) {
        ByteBuffer first = parts.element();
        int length = Math.min(first.remaining(), most);
        ByteBuffer piece = first.slice(first.position(), length);
        first.position(first.position() + length);
        if (!first.hasRemaining()) {
            parts.remove();
        }
        bytes -= length;
        return piece;
    }

    void clear() {
        parts.clear();
        bytes = 0;
    }
}
