package dev.tidings.log.rocksdb.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * What is remembered of a segment whose lists are stored; a segment without it is read through when the log is opened.
 *
 * @param before the cursor before its first event
 * @param eventBytes what its events take of the disk
 * @param listBytes what its lists take of the disk
 */
public record SegmentFacts(
        long number,
        long before,
        long lastPosition,
        long firstMillis,
        long lastMillis,
        long eventBytes,
        long listBytes) {

    public static byte[] key(long number) {
        return ("segment/" + number).getBytes(US_ASCII);
    }

    public byte[] toBytes() {
        return new Output(64)
                .writeLong(number)
                .writeLong(before)
                .writeLong(lastPosition)
                .writeLong(firstMillis)
                .writeLong(lastMillis)
                .writeLong(eventBytes)
                .writeLong(listBytes)
                .toBytes();
    }

    public static SegmentFacts read(byte[] bytes) {
        Input in = new Input(bytes);
        return new SegmentFacts(
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong());
    }
}
