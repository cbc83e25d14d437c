package dev.tidings.hub.match;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.TopicPattern;
import java.util.List;
import java.util.function.Consumer;

/** One event on its way through the index; used again for the next one. Counts what it costs. */
final class Match {

    private static final Consumer<SubscriptionIndex.Target> NOBODY = Match::ignore;

    /** What stands here between two matches, so that the last event is not kept. */
    private static final Event NOTHING = Event.of("nothing", "");

    private Event event = NOTHING;
    private Consumer<? super SubscriptionIndex.Target> sink = NOBODY;
    private long number;
    private int found;
    private long lookups;
    private long checks;

    private static void ignore(SubscriptionIndex.Target target) {}

    void begin(Event newEvent, Consumer<? super SubscriptionIndex.Target> newSink) {
        event = newEvent;
        sink = newSink;
        found = 0;
        number++;
    }

    int end() {
        event = NOTHING;
        sink = NOBODY;
        return found;
    }

    Event event() {
        return event;
    }

    List<String> segments() {
        return event.segments();
    }

    /** Different for each match, never 0. */
    long number() {
        return number;
    }

    void countLookup() {
        lookups++;
    }

    boolean topicMatches(TopicPattern pattern) {
        checks++;
        return pattern.matches(event);
    }

    boolean attributesMatch(Filter filter) {
        checks++;
        return filter.matchesAttributes(event);
    }

    /** Delivers to a target unless it has been found already. */
    void deliver(SubscriptionIndex.Target target) {
        if (target.isNewTo(number)) {
            found++;
            sink.accept(target);
        }
    }

    long lookups() {
        return lookups;
    }

    long checks() {
        return checks;
    }
}
