package dev.tidings.hub.stream;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Gap;
import dev.tidings.hub.shard.Start;
import dev.tidings.sse.SseEncoder;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A stream that is about to be opened for a client: where it begins, and its first blocks.
 * <p>
 * Immutable.
 */
public final class StreamOpening {
    /*
     * A client that is cut off keeps the last id it was given and comes back with it. So of what begins a stream only the last block
     * has an id: nobody can have the place behind a state without the state.
     *
     *    without a state     id: P, retry
     *    with one            retry │ message │ message │ id: P, message
     *    after a gap         retry │ tidings.gap │ message │ id: P, message
     */

    /** 4 MiB: what a client is given at once, whatever it takes. */
    public static final int MAX_STATE_BYTES = 4 << 20;

    private static final byte[] NOTHING = {};

    private final Start start;
    private final byte[] state;

    private StreamOpening(Start start, byte[] state) {
        this.start = start;
        this.state = state;
    }

    /** Of a stream without a state. */
    public static StreamOpening at(Start start) {
        return new StreamOpening(start, NOTHING);
    }

    /**
     * Reads the place in the log, then the state, if the stream begins with one: so this may block as long as that takes.
     *
     * @param lastEventId as the client gave it; null or empty for none
     * @throws IllegalArgumentException if the state is too large, or none that the stream's format can write
     * @throws RuntimeException whatever the state's supplier throws
     */
    public static StreamOpening of(SseStream stream, @Nullable String lastEventId) {
        return of(stream, lastEventId == null || lastEventId.isEmpty() ? Start.now() : Start.after(lastEventId));
    }

    /**
     * As {@link #of(SseStream, String)}.
     *
     * @param start where the client asks to begin; a stream with a state begins with that instead of the newest events
     */
    public static StreamOpening of(SseStream stream, Start start) {
        StreamSpec spec = stream.spec();
        Supplier<?> state = spec.state();
        if (state == null) {
            return at(start);
        }
        if (!(start instanceof Start.After after)) {
            return withState(spec, state, null);
        }
        Optional<Gap.Reason> missed = spec.hub().missedAfter(after.id());
        return missed.isEmpty() ? at(start) : withState(spec, state, new Missed(missed.get(), after.id()));
    }

    private record Missed(Gap.Reason reason, String after) {}

    private static StreamOpening withState(StreamSpec spec, Supplier<?> state, @Nullable Missed missed) {
        Hub hub = spec.hub();
        EventId position = hub.head();
        List<?> messages = messages(state.get());
        ByteArrayOutputStream blocks = new ByteArrayOutputStream();
        if (missed != null) {
            blocks.writeBytes(SseBlocks.gap(new Gap(missed.reason(), missed.after(), position), messages.isEmpty()));
        }
        for (int i = 0; i < messages.size(); i++) {
            EventId id = i + 1 == messages.size() ? position : null;
            blocks.writeBytes(spec.format().state(id, messages.get(i)));
            requireRoom(blocks.size());
        }
        return new StreamOpening(Start.after(position.toString()), blocks.toByteArray());
    }

    private static void requireRoom(int bytes) {
        if (bytes > MAX_STATE_BYTES) {
            throw new IllegalArgumentException(
                    "state: more than " + bytes + " bytes (expected: at most " + MAX_STATE_BYTES + ")");
        }
    }

    private static List<?> messages(@Nullable Object state) {
        if (state instanceof Collection<?> collection) {
            return List.copyOf(collection);
        }
        if (state instanceof Stream<?> stream) {
            try (stream) {
                return stream.toList();
            }
        }
        if (state instanceof Object[] array) {
            return Arrays.asList(array);
        }
        return state == null ? List.of() : List.of(state);
    }

    /** Where the subscriber is to begin. */
    public Start start() {
        return start;
    }

    /**
     * What is to be written first, in one go.
     *
     * @param joined the place that {@link dev.tidings.hub.shard.Subscriber#joined} was told
     */
    public byte[] first(EventId joined) {
        if (state.length == 0) {
            return SseEncoder.opening(joined.toString(), SseBlocks.jitteredRetry());
        }
        byte[] retry = SseBlocks.comeBack();
        byte[] all = Arrays.copyOf(retry, retry.length + state.length);
        System.arraycopy(state, 0, all, retry.length, state.length);
        return all;
    }
}
