package dev.tidings.log.rocksdb.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/**
 * The keys of a segment. Big-endian, so that byte order is the order of positions, topics and ordinals, and one seek finds a place.
 * <pre>
 *  +-----+----------------+
 *  | 'e' |  position (8)  |                                             a group of events
 *  +-----+----------------+
 *  +-----+--------------------------------+ - - - - - - - +
 *  | 't' |  topic, 0                      :  ordinal (4)                which events have a topic
 *  +-----+--------------------------------+ - - - - - - - +
 *  +-----+----------+---------------------+ - - - - - - - +
 *  | 'v' |  name, 0 |  length (2), value  :  ordinal (4)                which events have a value of an attribute
 *  +-----+----------+---------------------+ - - - - - - - +
 *  +-----+ - - - - - - - +
 *  | 'a' :  ordinal (4)                                                 which events there are
 *  +-----+ - - - - - - - +
 *  +-----+--------------+
 *  | 'n' |  number (4)  |                                               the topic with a number
 *  +-----+--------------+
 * </pre>
 * The first piece of a list has no ordinal in its key, the further ones that of their first event.
 */
public final class Keys {

    public static final byte EVENTS = 'e';
    public static final byte TOPIC = 't';
    private static final byte VALUE = 'v';
    private static final byte ALL = 'a';
    private static final byte TOPIC_NAME = 'n';

    public static final int ORDINAL_BYTES = 4;

    private Keys() {}

    /** Ranges, of which the ends do not belong to them, that hold all that is no group of events. */
    public static byte[][][] lists() {
        return new byte[][][] {{{0}, {EVENTS}}, {{EVENTS + 1}, {(byte) 0xFF}}};
    }

    public static byte[] events(long firstPosition) {
        return withLong(EVENTS, firstPosition);
    }

    public static boolean isEvents(byte[] key) {
        return key.length == 1 + Long.BYTES && key[0] == EVENTS;
    }

    public static long position(byte[] eventsKey) {
        return longAt(eventsKey, 1);
    }

    public static byte[] all() {
        return new byte[] {ALL};
    }

    public static byte[] topicName(int number) {
        return new Output(5).writeByte(TOPIC_NAME).writeInt(number).toBytes();
    }

    public static byte[] topic(String topic) {
        return new Output(64)
                .writeByte(TOPIC)
                .writeRaw(topic.getBytes(UTF_8))
                .writeByte(0)
                .toBytes();
    }

    /** Where the topics that begin like this begin. */
    public static byte[] topicPrefix(String prefix) {
        return new Output(64).writeByte(TOPIC).writeRaw(prefix.getBytes(UTF_8)).toBytes();
    }

    /** Behind every piece of the list of a topic. */
    public static byte[] behindTopic(String topic) {
        byte[] key = topic(topic);
        key[key.length - 1] = 1;
        return key;
    }

    /** The topic, if this is the key of a first piece; null otherwise. */
    public static @Nullable String topicOf(byte[] key) {
        return key.length > 1 && key[0] == TOPIC && key[key.length - 1] == 0 && indexOfZero(key) == key.length - 1
                ? new String(key, 1, key.length - 2, UTF_8)
                : null;
    }

    private static int indexOfZero(byte[] key) {
        int i = 1;
        while (key[i] != 0) {
            i++;
        }
        return i;
    }

    public static byte[] value(String name, String value) {
        byte[] utf8 = value.getBytes(UTF_8);
        return new Output(64)
                .writeByte(VALUE)
                .writeRaw(name.getBytes(UTF_8))
                .writeByte(0)
                .writeShort(utf8.length)
                .writeRaw(utf8)
                .toBytes();
    }

    /** The key of a further piece of a list. */
    public static byte[] piece(byte[] list, int firstOrdinal) {
        return new Output(list.length + ORDINAL_BYTES)
                .writeRaw(list)
                .writeInt(firstOrdinal)
                .toBytes();
    }

    public static boolean isPieceOf(byte[] list, byte[] key) {
        if (key.length != list.length && key.length != list.length + ORDINAL_BYTES) {
            return false;
        }
        for (int i = 0; i < list.length; i++) {
            if (key[i] != list[i]) {
                return false;
            }
        }
        return true;
    }

    /** A key of a list in words, for messages. */
    public static String describe(byte[] key) {
        StringBuilder text = new StringBuilder();
        for (byte each : key) {
            text.append(each >= ' ' && each < 0x7F ? (char) each : '.');
        }
        return "'" + text + "'";
    }

    public static byte[] position(long position) {
        return new Output(Long.BYTES).writeLong(position).toBytes();
    }

    public static long longAt(byte[] key, int at) {
        return new Input(key, at).readLong();
    }

    private static byte[] withLong(byte family, long number) {
        return new Output(1 + Long.BYTES).writeByte(family).writeLong(number).toBytes();
    }
}
