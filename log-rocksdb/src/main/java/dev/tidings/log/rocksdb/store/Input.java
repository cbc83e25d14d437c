package dev.tidings.log.rocksdb.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * Reads what {@link Output} wrote. Whatever else it is given ends in a {@link DamagedLogException}, never in a wrong value of the
 * wrong length. For one thread.
 */
public final class Input {

    private static final int MAX_VARINT_SHIFT = 56;

    private final byte[] bytes;
    private int at;

    public Input(byte[] bytes) {
        this(bytes, 0);
    }

    public Input(byte[] bytes, int from) {
        this.bytes = bytes;
        this.at = from;
    }

    public boolean hasMore() {
        return at < bytes.length;
    }

    public int readByte() {
        need(1);
        return bytes[at++] & 0xFF;
    }

    public int readShort() {
        return (readByte() << 8) | readByte();
    }

    public int readInt() {
        return (readShort() << 16) | readShort();
    }

    public long readLong() {
        return ((long) readInt() << 32) | (readInt() & 0xFFFFFFFFL);
    }

    public long readVarint() {
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

    public int readCount() {
        long count = readVarint();
        if (count > Integer.MAX_VALUE) {
            throw new DamagedLogException("a count of " + count);
        }
        return (int) count;
    }

    public byte[] readBytes() {
        int length = readCount();
        need(length);
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    public String readText() {
        int length = readCount();
        need(length);
        at += length;
        return new String(bytes, at - length, length, UTF_8);
    }

    public void skip(int count) {
        need(count);
        at += count;
    }

    private void need(int count) {
        if (count < 0 || count > bytes.length - at) {
            throw new DamagedLogException("a value ends too early");
        }
    }
}
