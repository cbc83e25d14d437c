package dev.tidings.server.access;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import java.util.List;
import java.util.stream.Stream;

/**
 * What somebody is allowed: a grant is a filter, and there is no other permission.
 * <p>
 * Immutable.
 *
 * @param subscribe whatever lies within one of them may be subscribed to
 * @param publish whatever one of them admits may be published
 * @param admin whether its owner may look after the hub
 */
public record Grants(List<Filter> subscribe, List<Filter> publish, boolean admin) {

    /** Nothing is allowed. */
    public static final Grants NONE = new Grants(List.of(), List.of(), false);

    /** Everything is allowed. */
    public static final Grants EVERYTHING = new Grants(List.of(Filter.all()), List.of(Filter.all()), true);

    public Grants {
        subscribe = List.copyOf(subscribe);
        publish = List.copyOf(publish);
    }

    /** What either of the two allows. */
    public Grants and(Grants other) {
        if (other.equals(NONE)) {
            return this;
        }
        return new Grants(
                Stream.concat(subscribe.stream(), other.subscribe.stream()).toList(),
                Stream.concat(publish.stream(), other.publish.stream()).toList(),
                admin || other.admin);
    }

    /** Whether all that the filter matches lies within one grant. Sound; what lies only within several together is refused. */
    public boolean maySubscribe(Filter filter) {
        return subscribe.stream().anyMatch(grant -> grant.contains(filter));
    }

    /** Whether each filter of the subscription lies within one grant. */
    public boolean maySubscribe(Subscription subscription) {
        return subscription.filters().stream().allMatch(this::maySubscribe);
    }

    /** Whether one grant admits the event. */
    public boolean mayPublish(Event event) {
        return publish.stream().anyMatch(grant -> admits(grant, event));
    }

    /** An event reaches the subscribers of each of its values: so every value of what is constrained has to be allowed, not any. */
    private static boolean admits(Filter grant, Event event) {
        if (!grant.matches(event)) {
            return false;
        }
        for (int i = 0; i < grant.names().size(); i++) {
            if (!grant.values(i).containsAll(event.values(grant.names().get(i)))) {
                return false;
            }
        }
        return true;
    }
}
