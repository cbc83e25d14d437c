package dev.tidings.hub.shard;

import static java.util.Objects.requireNonNull;

import dev.tidings.hub.event.Subscription;
import java.time.Duration;

/**
 * Everything about a subscriber that wants to join.
 *
 * @param subscriber who
 * @param subscription what it wants
 * @param encoding how it takes it
 * @param start from where on
 * @param principal who it is, as text that means nothing to the hub; empty if unknown
 * @param stallLimit how long its peer may take nothing while something is pending; zero for ever
 * @param heartbeat longest silence before a sign of life; zero for none
 * @param whenBehind how it is treated when it cannot keep up
 * @param lifetime after which it is ended as {@link CloseReason#EXPIRED}, within a second; zero for never
 */
public record JoinRequest<B>(
        Subscriber<B> subscriber,
        Subscription subscription,
        Encoding<B> encoding,
        Start start,
        String principal,
        Duration stallLimit,
        Duration heartbeat,
        WhenBehind whenBehind,
        Duration lifetime) {

    /** 15 s: below the 30 s idle timeout common to proxies, with room for one lost heartbeat. */
    public static final Duration DEFAULT_HEARTBEAT = Duration.ofSeconds(15);

    /** 60 s: long enough for a phone that changes networks; a client that is cut off resumes. */
    public static final Duration DEFAULT_STALL_LIMIT = Duration.ofSeconds(60);

    public JoinRequest {
        requireNonNull(subscriber, "subscriber");
        requireNonNull(subscription, "subscription");
        requireNonNull(encoding, "encoding");
        requireNonNull(start, "start");
        requireNonNull(principal, "principal");
        notNegative("stallLimit", stallLimit);
        notNegative("heartbeat", heartbeat);
        requireNonNull(whenBehind, "whenBehind");
        notNegative("lifetime", lifetime);
    }

    /** One that is replayed what it misses. */
    public JoinRequest(
            Subscriber<B> subscriber,
            Subscription subscription,
            Encoding<B> encoding,
            Start start,
            String principal,
            Duration stallLimit,
            Duration heartbeat) {
        this(
                subscriber,
                subscription,
                encoding,
                start,
                principal,
                stallLimit,
                heartbeat,
                WhenBehind.replay(),
                Duration.ZERO);
    }

    /** One that may stay for as long as it likes. */
    public JoinRequest(
            Subscriber<B> subscriber,
            Subscription subscription,
            Encoding<B> encoding,
            Start start,
            String principal,
            Duration stallLimit,
            Duration heartbeat,
            WhenBehind whenBehind) {
        this(subscriber, subscription, encoding, start, principal, stallLimit, heartbeat, whenBehind, Duration.ZERO);
    }

    private static void notNegative(String name, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(name + ": " + duration + " (expected: >= 0)");
        }
    }
}
