package dev.tidings.log.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * Reads what {@link Output} wrote. Whatever else it is given ends in a {@link DamagedLogException}, never in a wrong value of the
 * wrong length. For one thread.
 */
final class Input {

    private static final int MAX_VARINT_SHIFT = 56;

    private final byte[] bytes;
    private int at;

    Input(byte[] bytes) {
        this(bytes, 0);
    }

    Input(byte[] bytes, int from) {
        this.bytes = bytes;
        this.at = from;
    }

    boolean hasMore() {
        return at < bytes.length;
    }

    int readByte() {
        need(1);
        return bytes[at++] & 0xFF;
    }

    int readShort() {
        return readByte() << 8 | readByte();
    }

    int readInt() {
        return readShort() << 16 | readShort();
    }

    long readLong() {
        return (long) readInt() << 32 | readInt() & 0xFFFFFFFFL;
    }

    long readVarint() {
        long value = 0;
        for (int shift = 0; shift <= MAX_VARINT_SHIFT; shift += 7) {
            int next = readByte();
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new DamagedLogException("a number has no end");
    }

    int readCount() {
        long count = readVarint();
        if (count > Integer.MAX_VALUE) {
            throw new DamagedLogException("a count of " + count);
        }
        return (int) count;
    }

    byte[] readBytes() {
        int length = readCount();
        need(length);
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    String readText() {
        int length = readCount();
        need(length);
        at += length;
        return new String(bytes, at - length, length, UTF_8);
    }

    void skip(int count) {
        need(count);
        at += count;
    }

    private void need(int count) {
        if (count < 0 || count > bytes.length - at) {
            throw new DamagedLogException("a value ends too early");
        }
    }
}
