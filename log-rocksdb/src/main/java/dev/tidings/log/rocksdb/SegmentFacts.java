package dev.tidings.log.rocksdb;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * What is remembered of a segment whose lists are stored; a segment without it is read through when the log is opened.
 *
 * @param before the cursor before its first event
 * @param eventBytes what its events take of the disk
 * @param listBytes what its lists take of the disk
 */
record SegmentFacts(
        long number,
        long before,
        long lastPosition,
        long firstMillis,
        long lastMillis,
        long eventBytes,
        long listBytes) {

    static SegmentFacts of(Segment segment, long listBytes) {
        return new SegmentFacts(
                segment.number(),
                segment.before(),
                segment.lastPosition(),
                segment.firstMillis(),
                segment.lastMillis(),
                segment.eventBytes(),
                listBytes);
    }

    static byte[] key(long number) {
        return ("segment/" + number).getBytes(US_ASCII);
    }

    byte[] toBytes() {
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

    static SegmentFacts read(byte[] bytes) {
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
