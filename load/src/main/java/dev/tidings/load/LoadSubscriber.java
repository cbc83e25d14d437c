package dev.tidings.load;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** One stream that reads one lane and checks every number of it. Confined to its event loop. */
final class LoadSubscriber implements StreamScanner.Sink {
    private final Target target;
    private final long lane;
    private final int number;
    private final Tally tally;
    private final Witness witness;
    private final StreamScanner scanner;
    private final SequenceCheck check = new SequenceCheck();

    private @Nullable Line line;
    private String lastEventId = "";
    private boolean leaving;
    private boolean opened;
    private boolean ended;
    private long startedNanos;

    // Of the read in progress.
    private long nowNanos;
    private int events;

    /** @param number tells it from all others */
    LoadSubscriber(Target target, long lane, int number, Tally tally, Witness witness) {
        this.target = target;
        this.lane = lane;
        this.number = number;
        this.tally = tally;
        this.witness = witness;
        this.scanner = new StreamScanner(this, tally.scratch);
    }

    /** Comes back with an id: before it connects. */
    LoadSubscriber resumingAt(String id) {
        lastEventId = id;
        return this;
    }

    // What carries it tells it.

    /** It is connected, and has to ask for its stream. */
    StreamRequest join(Line by) {
        line = by;
        startedNanos = System.nanoTime();
        return target.subscription(lane, number).with("last-event-id", lastEventId);
    }

    /** The head of the response has been read elsewhere, and is in order. */
    void headRead() {
        nowNanos = System.nanoTime();
        scanner.bodyFollows();
    }

    /** Takes all that has come; the buffer stays the caller's. */
    void read(ByteBuf in) {
        nowNanos = System.nanoTime();
        events = 0;
        scanner.read(in);
        if (events > 0) tally.addDelivered(events, nowNanos);
    }

    /** Nothing more comes, for this reason. */
    void failed(String why) {
        if (!(leaving || ended)) tally.trouble(why);
        ended();
    }

    /** Nothing more comes. */
    void ended() {
        if (ended) return;
        ended = true;
        if (!leaving) {
            if (!opened) tally.addTurnedAway();
            tally.dropped++;
            tally.trouble("a stream ended by itself");
        }
        witness.ended();
    }

    // What the scanner finds.

    @Override
    public void opened() {
        opened = true;
        Tally.record(tally.joining, nowNanos - startedNanos);
        tally.addJoined();
        witness.opened();
    }

    @Override
    public void event(long itsLane, long sequence, long sentNanos) {
        events++;
        if (itsLane != lane) {
            tally.strayed++;
            return;
        }
        switch (check.seen(sequence)) {
            case DUPLICATE -> {
                tally.duplicates++;
                return;
            }
            case LATE -> tally.late++;
            default -> {}
        }
        if (sentNanos >= tally.timedFromNanos) Tally.record(tally.latency, nowNanos - sentNanos);
        witness.event(sequence, sentNanos, nowNanos);
    }

    @Override
    public void gap() {
        tally.gaps++;
        check.gap();
    }

    @Override
    public void foreign() {
        tally.foreign++;
    }

    @Override
    public void over() {
        close(false);
    }

    @Override
    public void unreadable(String why) {
        tally.trouble(why);
        close(false);
    }

    SequenceCheck check() {
        return check;
    }

    long lane() {
        return lane;
    }

    /** Whether nothing more can come, because the stream has ended. */
    boolean hasEnded() {
        return ended;
    }

    /** Stops taking bytes from the socket, or goes on: what a browser's suspended tab does. */
    void reading(boolean on) {
        if (line != null) line.reading(on);
    }

    /** @param abruptly with a reset instead of an orderly end, as when a machine loses power */
    void leave(boolean abruptly) {
        leaving = true;
        close(abruptly);
    }

    private void close(boolean abruptly) {
        if (line != null) line.close(abruptly);
    }
}
