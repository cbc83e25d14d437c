package dev.tidings.hub.shard;

import dev.tidings.hub.event.Subscription;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * How a subscriber is treated that cannot take what comes as fast as it comes. Values: subscribers with equal ones may share
 * an audience.
 */
public sealed interface WhenBehind {

    /**
     * 5 s: a page that is busy or a phone that changes cells is back by then, and who is not does as well to resume. Counts while
     * a subscriber that was live is behind without a break; not while one that joined with an id, or for the newest events, has yet
     * to catch up.
     */
    Duration PATIENCE = Duration.ofSeconds(5);

    /** It reads everything it missed from the log, at its own pace. */
    static WhenBehind replay() {
        return Replayed.INSTANCE;
    }

    /**
     * It reads from the log only the newest event of each topic and values of the attributes, at its own pace: what is superseded
     * within one look at the log is left out. Live it gets everything. For events that tell a state rather than a change.
     *
     * @param attributes names; if there are none, those that the filters of its subscription name
     */
    static WhenBehind latest(Collection<String> attributes) {
        return new Latest(List.copyOf(attributes));
    }

    /** It may catch up as with {@link #replay()}, but is ended as {@link CloseReason#BEHIND} if that takes {@link #PATIENCE}. */
    static WhenBehind disconnect() {
        return Disconnected.INSTANCE;
    }

    /** {@link WhenBehind#replay()} */
    enum Replayed implements WhenBehind {
        INSTANCE
    }

    /**
     * {@link WhenBehind#latest(Collection)}
     *
     * @param attributes in ascending order, each once
     */
    record Latest(List<String> attributes) implements WhenBehind {

        public Latest {
            attributes = attributes.stream().distinct().sorted().toList();
        }

        /** The attributes whose values tell events of a subscription apart. */
        List<String> attributesOf(Subscription subscription) {
            return attributes.isEmpty()
                    ? subscription.filters().stream()
                            .flatMap(filter -> filter.names().stream())
                            .distinct()
                            .sorted()
                            .toList()
                    : attributes;
        }
    }

    /** {@link WhenBehind#disconnect()} */
    enum Disconnected implements WhenBehind {
        INSTANCE
    }
}
