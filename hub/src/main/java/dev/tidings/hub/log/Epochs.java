package dev.tidings.hub.log;

import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Gap;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The openings of a log, oldest first: which positions each of them gave out, and whether something may be missing between two.
 * <p>
 * Immutable, safe for any thread.
 * <pre>
 *   epoch a                     epoch b                  epoch c (open)
 *   start ... last event        start ... last event     start ...
 *   |--------------------|      |------------------|     |--------------->
 *                        lossy                     clean
 * </pre>
 * A start is a cursor: greater than every position before, smaller than every position of its epoch.
 */
public final class Epochs {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String DIGITS = "abcdefghijkmnpqrstuvwxyz23456789";

    /** 12 digits of 5 bits: 60 random bits, so that no two openings ever share a name. */
    private static final int NAME_LENGTH = 12;

    private final List<Epoch> epochs;

    /** @param epochs at least one, with growing starts */
    public Epochs(List<Epoch> epochs) {
        if (epochs.isEmpty()) {
            throw new IllegalArgumentException("epochs: none (expected: at least one)");
        }
        for (int i = 1; i < epochs.size(); i++) {
            if (epochs.get(i).start() <= epochs.get(i - 1).start()) {
                throw new IllegalArgumentException("epochs: " + epochs + " (expected: growing starts)");
            }
        }
        this.epochs = List.copyOf(epochs);
    }

    /**
     * One opening of a log.
     *
     * @param name as in {@link EventId#epoch()}
     * @param start the cursor before its first event
     * @param lossy whether events between the epoch before and this one may be missing
     */
    public record Epoch(String name, long start, boolean lossy) {}

    /** The first epoch of a new log. */
    public static Epochs first() {
        return new Epochs(List.of(new Epoch(mintName(), 0, false)));
    }

    /** These epochs and a new one that is open from now on. */
    public Epochs mint(long start, boolean lossy) {
        List<Epoch> more = new ArrayList<>(epochs);
        more.add(new Epoch(mintName(), start, lossy));
        return new Epochs(more);
    }

    private static String mintName() {
        StringBuilder name = new StringBuilder(NAME_LENGTH);
        for (int i = 0; i < NAME_LENGTH; i++) {
            name.append(DIGITS.charAt(RANDOM.nextInt(DIGITS.length())));
        }
        return name.toString();
    }

    public List<Epoch> list() {
        return epochs;
    }

    /** The id that clients keep for a cursor. */
    public EventId idOf(long cursor) {
        Epoch within = at(cursor);
        return new EventId(within.name(), Math.max(cursor, within.start()));
    }

    /** The epoch that a cursor lies in; the first one if it lies before. */
    public Epoch at(long cursor) {
        for (int i = epochs.size() - 1; i > 0; i--) {
            if (epochs.get(i).start() <= cursor) {
                return epochs.get(i);
            }
        }
        return epochs.get(0);
    }

    /** Where a reader with this id goes on, and the gap it has to be told of first, if any; retention is not looked at. */
    public Place locate(EventId id, long head) {
        for (int i = 0; i < epochs.size(); i++) {
            Epoch epoch = epochs.get(i);
            if (epoch.name().equals(id.epoch())) {
                boolean open = i + 1 == epochs.size();
                if (open
                        ? id.position() > head
                        : id.position() >= epochs.get(i + 1).start()) {
                    return new Place(open ? head : epochs.get(i + 1).start(), Optional.of(Gap.Reason.LOST));
                }
                return new Place(Math.max(id.position(), epoch.start()), Optional.empty());
            }
        }
        return new Place(0, Optional.of(Gap.Reason.UNKNOWN));
    }

    /** The first lossy boundary that a reader behind this cursor has to cross; {@link Long#MAX_VALUE} if there is none. */
    public long nextLossyStart(long cursor) {
        for (Epoch epoch : epochs) {
            if (epoch.lossy() && epoch.start() > cursor) {
                return epoch.start();
            }
        }
        return Long.MAX_VALUE;
    }

    /**
     * Where a reader goes on.
     *
     * @param cursor behind which reading goes on
     * @param gap why something may be missing before that
     */
    public record Place(long cursor, Optional<Gap.Reason> gap) {}
}
