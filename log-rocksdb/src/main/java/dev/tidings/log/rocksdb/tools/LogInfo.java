package dev.tidings.log.rocksdb.tools;

import dev.tidings.log.rocksdb.store.DamagedLogException;
import dev.tidings.log.rocksdb.store.Input;
import dev.tidings.log.rocksdb.store.Output;
import dev.tidings.log.rocksdb.store.Sync;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What there is to know of a log.
 *
 * @param version of what is stored
 * @param sync what acknowledged events survive, as the last opening had it
 * @param epochs its openings, oldest first; those whose events have long gone are forgotten
 * @param earliest the cursor before the first position that is retained
 * @param head the last position that was given out, or where the last epoch began
 * @param events how many are retained; between two positions there may be holes
 * @param oldest when the first event that is retained was appended; null without events
 * @param newest when the last one was; null without events
 * @param segments oldest first
 * @param keys idempotency keys that are stored
 * @param diskBytes all files of the folder
 */
public record LogInfo(
        State state,
        int version,
        Sync sync,
        List<Epoch> epochs,
        long earliest,
        long head,
        long events,
        @Nullable Instant oldest,
        @Nullable Instant newest,
        List<Segment> segments,
        long keys,
        long diskBytes) {

    public LogInfo {
        epochs = List.copyOf(epochs);
        segments = List.copyOf(segments);
    }

    /** How the folder is. */
    public enum State {
        /** A process has it open. */
        OPEN,
        /** It was closed in order. */
        CLOSED,
        /** The process that had it open ended without closing it; the next opening finds everything that was acknowledged. */
        ENDED,
        /** A backup that has not been opened yet. */
        BACKUP
    }

    /**
     * An opening of the log.
     *
     * @param name the first part of the ids that it gave out
     * @param start the cursor before its first event
     * @param lossy whether events before it may be missing
     * @param opened null if nobody noted it down
     */
    public record Epoch(
            String name,
            long start,
            boolean lossy,
            @Nullable Instant opened) {}

    /**
     * A run of events that is dropped as a whole.
     *
     * @param before the cursor before its first event
     * @param last the position of its last event, or {@code before} without one
     * @param listsStored false if its lists are in memory, and made again when the log is opened
     * @param listBytes of the disk, or of the heap
     */
    public record Segment(
            long number, long before, long last, long events, long eventBytes, boolean listsStored, long listBytes) {}

    /** Its bytes for {@link #read}; both sides are of one version. */
    void write(Output out) {
        out.writeByte(state.ordinal())
                .writeVarint(version)
                .writeByte(sync.ordinal())
                .writeVarint(epochs.size());
        for (Epoch epoch : epochs) {
            out.writeText(epoch.name).writeVarint(epoch.start).writeByte(epoch.lossy ? 1 : 0);
            write(out, epoch.opened);
        }
        out.writeVarint(earliest).writeVarint(head).writeVarint(events);
        write(out, oldest);
        write(out, newest);
        out.writeVarint(segments.size());
        for (Segment segment : segments) {
            out.writeVarint(segment.number)
                    .writeVarint(segment.before)
                    .writeVarint(segment.last)
                    .writeVarint(segment.events)
                    .writeVarint(segment.eventBytes)
                    .writeByte(segment.listsStored ? 1 : 0)
                    .writeVarint(segment.listBytes);
        }
        out.writeVarint(keys).writeVarint(diskBytes);
    }

    static LogInfo read(Input in) {
        State state = constant(State.values(), in.readByte());
        int version = in.readCount();
        Sync sync = constant(Sync.values(), in.readByte());
        List<Epoch> epochs = new ArrayList<>();
        for (int count = in.readCount(); count > 0; count--) {
            epochs.add(new Epoch(in.readText(), in.readVarint(), in.readByte() == 1, readInstant(in)));
        }
        long earliest = in.readVarint();
        long head = in.readVarint();
        long events = in.readVarint();
        Instant oldest = readInstant(in);
        Instant newest = readInstant(in);
        List<Segment> segments = new ArrayList<>();
        for (int count = in.readCount(); count > 0; count--) {
            segments.add(new Segment(
                    in.readVarint(),
                    in.readVarint(),
                    in.readVarint(),
                    in.readVarint(),
                    in.readVarint(),
                    in.readByte() == 1,
                    in.readVarint()));
        }
        return new LogInfo(
                state,
                version,
                sync,
                epochs,
                earliest,
                head,
                events,
                oldest,
                newest,
                segments,
                in.readVarint(),
                in.readVarint());
    }

    private static <T> T constant(T[] all, int number) {
        if (number >= all.length) {
            throw new DamagedLogException("number " + number + " of " + all.length);
        }
        return all[number];
    }

    private static void write(Output out, @Nullable Instant instant) {
        out.writeByte(instant == null ? 0 : 1);
        if (instant != null) {
            out.writeLong(instant.toEpochMilli());
        }
    }

    private static @Nullable Instant readInstant(Input in) {
        return in.readByte() == 0 ? null : Instant.ofEpochMilli(in.readLong());
    }
}
