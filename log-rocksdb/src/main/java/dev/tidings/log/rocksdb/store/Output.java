package dev.tidings.log.rocksdb.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** Bytes that are being put together. Numbers of more than one byte are big-endian. For one thread. */
public final class Output {

    private byte[] bytes;
    private int length;

    public Output(int capacity) {
        this.bytes = new byte[capacity];
    }

    public int length() {
        return length;
    }

    public void clear() {
        length = 0;
    }

    /** Takes back everything behind a length there was before. */
    public void truncate(int to) {
        length = to;
    }

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    public Output writeByte(int value) {
        room(1);
        bytes[length++] = (byte) value;
        return this;
    }

    public Output writeShort(int value) {
        return writeByte(value >>> 8).writeByte(value);
    }

    public Output writeInt(int value) {
        return writeShort(value >>> 16).writeShort(value);
    }

    public Output writeLong(long value) {
        return writeInt((int) (value >>> 32)).writeInt((int) value);
    }

    /** Seven bits a byte, lowest first; the highest bit says that more follow. Not negative. */
    public Output writeVarint(long value) {
        room(9);
        long rest = value;
        while (rest >= 0x80) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
        return this;
    }

    /** Behind its length. */
    public Output writeBytes(byte[] value) {
        writeVarint(value.length);
        return writeRaw(value);
    }

    /** In UTF-8, behind its length. */
    public Output writeText(String text) {
        return writeBytes(text.getBytes(UTF_8));
    }

    public Output writeRaw(byte[] value) {
        return writeRaw(value, 0, value.length);
    }

    public Output writeRaw(byte[] from, int offset, int count) {
        room(count);
        System.arraycopy(from, offset, bytes, length, count);
        length += count;
        return this;
    }

    public Output append(Output other) {
        return writeRaw(other.bytes, 0, other.length);
    }

    private void room(int more) {
        if (more > bytes.length - length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
