package dev.tidings.testkit;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Events and subscriptions at random, from so few topics and values that they often meet: several values of one attribute,
 * attributes that are missing, wildcards, several filters.
 * <p>
 * Not safe for several threads. The same seed gives the same.
 */
public final class RandomEvents {

    private static final List<String> SEGMENTS = List.of("a", "b", "c-1");
    private static final List<String> NAMES = List.of("email", "tenant", "role");

    private final Random random;
    private final int values;
    private int serial;

    /**
     * A source of events.
     *
     * @param values how many values an attribute can take, at least 1
     */
    public RandomEvents(long seed, int values) {
        this.random = new Random(seed);
        this.values = values;
    }

    /** The next event; its data is its serial number, then a text of random length. */
    public Event event() {
        Event event = Event.of(topic(), serial++ + " " + "x".repeat(random.nextInt(200)));
        for (String name : NAMES) {
            String[] some = new String[random.nextInt(4)];
            for (int i = 0; i < some.length; i++) {
                some[i] = value();
            }
            event = some.length == 0 ? event : event.with(name, some);
        }
        return event;
    }

    /** The next events, at least one. */
    public List<Event> events(int atMost) {
        List<Event> events = new ArrayList<>();
        for (int i = 1 + random.nextInt(atMost); i > 0; i--) {
            events.add(event());
        }
        return events;
    }

    /** One to three filters, of which one may match nothing. */
    public Subscription subscription() {
        List<Filter> filters = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            filters.add(filter());
        }
        return Subscription.of(filters);
    }

    private Filter filter() {
        List<String> patterns = new ArrayList<>();
        for (int i = random.nextInt(12) == 0 ? 0 : 1 + random.nextInt(2); i > 0; i--) {
            patterns.add(pattern());
        }
        Filter filter = Filter.topics(patterns);
        for (String name : NAMES) {
            if (random.nextInt(3) == 0) {
                List<String> allowed = new ArrayList<>();
                for (int i = random.nextInt(16) == 0 ? 0 : 1 + random.nextInt(3); i > 0; i--) {
                    allowed.add(value());
                }
                filter = filter.where(name, allowed);
            }
        }
        return filter;
    }

    private String topic() {
        StringBuilder topic = new StringBuilder(segment());
        for (int i = random.nextInt(4); i > 0; i--) {
            topic.append('.').append(segment());
        }
        return topic.toString();
    }

    private String pattern() {
        return switch (random.nextInt(8)) {
            case 0 -> "**";
            case 1 -> topic();
            case 2 -> topic() + ".*";
            case 3 -> topic() + ".**";
            case 4 -> "*." + topic();
            case 5 -> "**." + topic();
            case 6 -> segment() + ".*." + segment();
            default -> segment() + ".**." + segment();
        };
    }

    private String segment() {
        return SEGMENTS.get(random.nextInt(SEGMENTS.size()));
    }

    private String value() {
        return "v" + random.nextInt(values);
    }
}
