package dev.tidings.hub.shard;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Gap;
import dev.tidings.hub.shard.RecordingEncoding.Frame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber with a socket whose peer reads when it is told to. What has arrived at the peer is recorded; what is on its way
 * is pending. For the thread of its event loop.
 */
final class RecordingSubscriber implements Subscriber<Frame> {

    static final long UNLIMITED = Long.MAX_VALUE;

    private final EventLoop loop;
    private final RecordingEncoding encoding;
    private final Consumer<Item> peer;
    private final List<Item> arrived = new ArrayList<>();
    private final Queue<Item> onTheWay = new ArrayDeque<>();

    // What the peer takes of its own accord.
    private long credit = UNLIMITED;
    private long pending;
    private long taken;
    private long takenOfFirst;
    private @Nullable Runnable drained;
    private @Nullable EventId position;
    private @Nullable CloseReason end;
    private @Nullable Runnable onDeliver;
    private int calls;

    RecordingSubscriber(EventLoop loop, RecordingEncoding encoding) {
        this(loop, encoding, item -> {});
    }

    /** @param peer is shown each block when its last byte has arrived */
    RecordingSubscriber(EventLoop loop, RecordingEncoding encoding, Consumer<Item> peer) {
        this.loop = loop;
        this.encoding = encoding;
        this.peer = peer;
    }

    @Override
    public void joined(EventId at) {
        mustBeOpen();
        if (position != null) {
            throw encoding.broken(new AssertionError("joined twice"));
        }
        position = at;
        onTheWay(new Item.Primed(at));
        flow();
    }

    @Override
    public void deliver(Frame batch) {
        mustBeOpen();
        if (position == null) {
            throw encoding.broken(new AssertionError("delivered before it joined"));
        }
        Runnable action = onDeliver;
        if (action != null) {
            onDeliver = null;
            action.run();
        }
        batch.items().forEach(this::onTheWay);
        flow();
    }

    private void onTheWay(Item item) {
        onTheWay.add(item);
        pending += item.bytes();
    }

    private void flow() {
        while (credit > 0 && !onTheWay.isEmpty()) {
            long left = onTheWay.peek().bytes() - takenOfFirst;
            long step = Math.min(left, credit);
            taken += step;
            pending -= step;
            credit -= credit == UNLIMITED ? 0 : step;
            takenOfFirst += step;
            if (step == left) {
                takenOfFirst = 0;
                Item item = onTheWay.remove();
                arrived.add(item);
                show(item);
            }
        }
        Runnable task = drained;
        if (pending == 0 && task != null) {
            drained = null;
            loop.execute(task);
        }
    }

    private void show(Item item) {
        try {
            peer.accept(item);
        } catch (AssertionError e) {
            throw encoding.broken(e);
        }
    }

    @Override
    public long pendingBytes() {
        return pending;
    }

    @Override
    public long progress() {
        return taken;
    }

    @Override
    public void whenDrained(Runnable task) {
        mustBeOpen();
        if (drained != null) {
            throw encoding.broken(new AssertionError("whenDrained twice"));
        }
        drained = task;
        flow();
    }

    @Override
    public void ended(CloseReason reason) {
        mustBeOpen();
        end = reason;
    }

    private void mustBeOpen() {
        calls++;
        if (!loop.inEventLoop()) {
            throw encoding.broken(new AssertionError("called outside of the event loop"));
        }
        if (end != null) {
            throw encoding.broken(new AssertionError("called after it had ended"));
        }
    }

    /** Runs once, within the next delivery and before it is taken. */
    void onDeliver(Runnable action) {
        onDeliver = action;
    }

    /** The peer stops reading. */
    void stall() {
        credit = 0;
    }

    /** The peer reads so many bytes, and more if there are not so many yet. */
    void read(long bytes) {
        if (credit != UNLIMITED) {
            credit += bytes;
        }
        flow();
    }

    /** The peer reads whatever comes. */
    void open() {
        credit = UNLIMITED;
        flow();
    }

    boolean isOpen() {
        return credit == UNLIMITED;
    }

    /** What has arrived. */
    List<Item> arrived() {
        return arrived;
    }

    List<String> data() {
        return arrived.stream()
                .filter(Item.Sent.class::isInstance)
                .map(item -> ((Item.Sent) item).delivery().event().data())
                .toList();
    }

    List<Delivery> deliveries() {
        return arrived.stream()
                .filter(Item.Sent.class::isInstance)
                .map(item -> ((Item.Sent) item).delivery())
                .toList();
    }

    List<Gap> gaps() {
        return arrived.stream()
                .filter(Item.Missed.class::isInstance)
                .map(item -> ((Item.Missed) item).gap())
                .toList();
    }

    @Nullable
    EventId position() {
        return position;
    }

    @Nullable
    CloseReason end() {
        return end;
    }

    int calls() {
        return calls;
    }
}
