package dev.tidings.hub.stream;

import static java.util.Objects.requireNonNull;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.shard.WhenBehind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A stream in its parts, for transports.
 *
 * @param state what it begins with where its client is new; null for nothing
 * @param principal whose it is; empty if unknown
 * @param lifetime after which it ends as expired; zero for never
 */
public record StreamSpec(
        Hub hub,
        Subscription subscription,
        StreamFormat format,
        @Nullable Supplier<?> state,
        WhenBehind whenBehind,
        String principal,
        Duration lifetime)
        implements SseStream {

    public StreamSpec {
        requireNonNull(hub, "hub");
        requireNonNull(subscription, "subscription");
        requireNonNull(format, "format");
        requireNonNull(whenBehind, "whenBehind");
        requireNonNull(principal, "principal");
        if (lifetime.isNegative()) {
            throw new IllegalArgumentException("lifetime: " + lifetime + " (expected: >= 0)");
        }
    }

    static StreamSpec anyOf(SseStream first, SseStream... others) {
        List<StreamSpec> streams = new ArrayList<>();
        streams.add(first.spec());
        for (SseStream other : others) {
            streams.add(other.spec());
        }
        streams.forEach(stream -> requireBare(stream, streams.get(0).hub()));
        List<Filter> filters = new ArrayList<>();
        streams.forEach(stream -> filters.addAll(stream.subscription().filters()));
        return new StreamSpec(
                streams.get(0).hub(),
                Subscription.of(filters),
                AnyFormat.of(streams),
                null,
                WhenBehind.replay(),
                "",
                Duration.ZERO);
    }

    @SuppressWarnings("ReferenceEquality") // a hub is itself and no other
    private static void requireBare(StreamSpec stream, Hub hub) {
        if (stream.hub != hub) {
            throw new IllegalArgumentException("anyOf: streams of two hubs (expected: of one)");
        }
        boolean bare = stream.state == null
                && stream.whenBehind.equals(WhenBehind.replay())
                && stream.principal.isEmpty()
                && stream.lifetime.isZero();
        if (!bare) {
            throw new IllegalArgumentException(
                    "anyOf: a stream with a state, a principal, a lifetime or a way of being behind"
                            + " (expected: streams without; say that of the result)");
        }
    }

    @Override
    public StreamSpec spec() {
        return this;
    }

    StreamSpec withState(Supplier<?> newState) {
        StreamFormat stateful = format instanceof StateFirst ? format : new StateFirst(format);
        return new StreamSpec(hub, subscription, stateful, newState, whenBehind, principal, lifetime);
    }

    StreamSpec withWhenBehind(WhenBehind newWhenBehind) {
        return new StreamSpec(hub, subscription, format, state, newWhenBehind, principal, lifetime);
    }

    StreamSpec withPrincipal(String newPrincipal) {
        return new StreamSpec(hub, subscription, format, state, whenBehind, newPrincipal, lifetime);
    }

    StreamSpec withLifetime(Duration newLifetime) {
        return new StreamSpec(hub, subscription, format, state, whenBehind, principal, newLifetime);
    }

    /**
     * This stream, if it is of the hub that a transport serves.
     *
     * @throws IllegalArgumentException otherwise
     */
    @SuppressWarnings("ReferenceEquality") // a hub is itself and no other
    public StreamSpec of(Hub served) {
        if (hub != served) {
            throw new IllegalArgumentException(
                    "stream: of another hub (expected: of the hub that this transport serves)");
        }
        return this;
    }
}
