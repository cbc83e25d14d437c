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

    /** For each segment of the topic the places, as bits, of those that are equal to it; made when it is asked for. */
    private final long[] alike = new long[Long.SIZE];

    private boolean alikeKnown;

    private static void ignore(SubscriptionIndex.Target target) {}

    void begin(Event newEvent, Consumer<? super SubscriptionIndex.Target> newSink) {
        event = newEvent;
        sink = newSink;
        found = 0;
        alikeKnown = false;
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

    /** A set of places in the topic, as bits, with all behind the first one; the last is the end of the topic. */
    long allFrom(long places) {
        return -Long.lowestOneBit(places) & ((endPlace() << 1) - 1);
    }

    boolean isEnd(long places) {
        return (places & endPlace()) != 0;
    }

    long withoutEnd(long places) {
        return places & ~endPlace();
    }

    private long endPlace() {
        return 1L << segments().size();
    }

    /** The places of the segments that are equal to the one at a place. */
    long alike(int place) {
        if (!alikeKnown) {
            alikeKnown = true;
            findAlike();
        }
        return alike[place];
    }

    private void findAlike() {
        List<String> segments = segments();
        for (int i = 0; i < segments.size(); i++) {
            alike[i] = 0;
            for (int j = 0; j < segments.size(); j++) {
                if (segments.get(i).equals(segments.get(j))) {
                    alike[i] |= 1L << j;
                }
            }
        }
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
