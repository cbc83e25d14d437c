package dev.tidings.hub.stream;

import static java.util.Objects.requireNonNull;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.shard.EventField;
import dev.tidings.hub.shard.WhenBehind;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * What one client is to get. A description only: whatever opens it, a controller's return value or an endpoint of a server, follows the
 * log for as long as the client stays, and takes it up where it was when the client comes back.
 * <p>
 * Immutable; each method makes another one.
 *
 * <pre>{@code
 * SseStream.of(hub, Filter.topic("filter.verified").where("email", "ann@example.com"))
 * }</pre>
 */
@FunctionalInterface
public interface SseStream {

    /** What transports read of it. */
    StreamSpec spec();

    /** Events as they were published. */
    static SseStream of(Hub hub, Filter filter) {
        return of(hub, Subscription.of(filter));
    }

    /** Events as they were published. */
    static SseStream of(Hub hub, Subscription subscription) {
        return of(hub, subscription, new PublishedFormat(EventField.TYPE));
    }

    /** Events in a format of the caller's. */
    static SseStream of(Hub hub, Subscription subscription, StreamFormat format) {
        return new StreamSpec(hub, subscription, format, null, WhenBehind.replay(), "", Duration.ZERO);
    }

    /**
     * Several streams on one connection, each event once. A state, which is written as the first of them does, a principal and all else is
     * said of the result.
     *
     * @throws IllegalArgumentException if they are of different hubs, if one has a state or anything else of its own, if there are more than
     *     {@value Subscription#MAX_FILTERS} filters, or different formats for the same topics
     */
    static SseStream anyOf(SseStream first, SseStream... others) {
        return StreamSpec.anyOf(first, others);
    }

    /**
     * The current state first, then what is published: the place in the log is read before the supplier runs, so nothing is missing
     * between the two. What the state holds may be told once more by an event. A client that comes back is given what it missed
     * and no state, unless it missed more than the log retains: then the gap is told, and the state follows. So it is for
     * one that stays and falls behind what the log retains: its stream ends, and it comes back for that.
     *
     * @param state run for each client, on the thread that opens the stream, which it may block. A collection, an array or a stream is
     *     one message for each element; null is none. At most {@value StreamOpening#MAX_STATE_BYTES} bytes in all
     */
    default SseStream startWith(Supplier<?> state) {
        return spec().withState(requireNonNull(state, "state"));
    }

    /** How its client is treated when it cannot keep up; {@link WhenBehind#replay()} if nothing is said. */
    default SseStream whenBehind(WhenBehind whenBehind) {
        return spec().withWhenBehind(whenBehind);
    }

    /**
     * Whose it is, for {@link Hub#disconnect(String)}.
     *
     * @param principal empty for nobody's
     */
    default SseStream ofPrincipal(String principal) {
        return spec().withPrincipal(principal);
    }

    /**
     * Ends it after a time, as expired.
     *
     * @param lifetime zero for never
     */
    default SseStream lifetime(Duration lifetime) {
        return spec().withLifetime(lifetime);
    }
}
