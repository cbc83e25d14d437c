package dev.tidings.log.rocksdb;

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
final class Keys {

    static final byte EVENTS = 'e';
    static final byte TOPIC = 't';
    private static final byte VALUE = 'v';
    private static final byte ALL = 'a';
    private static final byte TOPIC_NAME = 'n';

    static final int ORDINAL_BYTES = 4;

    private Keys() {}

    /** Ranges, of which the ends do not belong to them, that hold all that is no group of events. */
    static byte[][][] lists() {
        return new byte[][][] {{{0}, {EVENTS}}, {{EVENTS + 1}, {(byte) 0xFF}}};
    }

    static byte[] events(long firstPosition) {
        return withLong(EVENTS, firstPosition);
    }

    static boolean isEvents(byte[] key) {
        return key.length == 1 + Long.BYTES && key[0] == EVENTS;
    }

    static long position(byte[] eventsKey) {
        return longAt(eventsKey, 1);
    }

    static byte[] all() {
        return new byte[] {ALL};
    }

    static byte[] topicName(int number) {
        return new Output(5).writeByte(TOPIC_NAME).writeInt(number).toBytes();
    }

    static byte[] topic(String topic) {
        return new Output(64)
                .writeByte(TOPIC)
                .writeRaw(topic.getBytes(UTF_8))
                .writeByte(0)
                .toBytes();
    }

    /** Where the topics that begin like this begin. */
    static byte[] topicPrefix(String prefix) {
        return new Output(64).writeByte(TOPIC).writeRaw(prefix.getBytes(UTF_8)).toBytes();
    }

    /** Behind every piece of the list of a topic. */
    static byte[] behindTopic(String topic) {
        byte[] key = topic(topic);
        key[key.length - 1] = 1;
        return key;
    }

    /** The topic, if this is the key of a first piece; null otherwise. */
    static @Nullable String topicOf(byte[] key) {
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

    static byte[] value(String name, String value) {
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
    static byte[] piece(byte[] list, int firstOrdinal) {
        return new Output(list.length + ORDINAL_BYTES)
                .writeRaw(list)
                .writeInt(firstOrdinal)
                .toBytes();
    }

    static boolean isPieceOf(byte[] list, byte[] key) {
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
    static String describe(byte[] key) {
        StringBuilder text = new StringBuilder();
        for (byte each : key) {
            text.append(each >= ' ' && each < 0x7F ? (char) each : '.');
        }
        return "'" + text + "'";
    }

    static byte[] position(long position) {
        return new Output(Long.BYTES).writeLong(position).toBytes();
    }

    static long longAt(byte[] key, int at) {
        return new Input(key, at).readLong();
    }

    private static byte[] withLong(byte family, long number) {
        return new Output(1 + Long.BYTES).writeByte(family).writeLong(number).toBytes();
    }
}
