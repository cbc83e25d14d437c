package dev.tidings.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is granted, compared with going through all events of a small world one by one. */
class GrantsTest {

    private static final List<String> TOPICS = List.of("a", "b", "a.b", "a.c", "a.b.c");
    private static final List<String> PATTERNS = List.of("a", "b", "a.b", "*", "a.*", "a.**", "**", "*.b", "**.c");
    private static final List<String> NAMES = List.of("tenant", "user");
    private static final List<String> VALUES = List.of("1", "2", "3");
    private static final int WORLDS = 3_000;

    private static Grants toSubscribe(Filter... filters) {
        return new Grants(List.of(filters), List.of(), false);
    }

    private static Grants toPublish(Filter... filters) {
        return new Grants(List.of(), List.of(filters), false);
    }

    /** Every event there is: each topic with each set of values of each attribute. */
    private static List<Event> events() {
        List<Event> events = new ArrayList<>();
        for (String topic : TOPICS) {
            for (int tenant = 0; tenant < 8; tenant++) {
                for (int user = 0; user < 8; user++) {
                    Event event = Event.of(topic, "x");
                    event = withValues(event, NAMES.get(0), tenant);
                    events.add(withValues(event, NAMES.get(1), user));
                }
            }
        }
        return events;
    }

    private static Event withValues(Event event, String name, int set) {
        Event with = event;
        for (int i = 0; i < VALUES.size(); i++) {
            with = (set >> i & 1) == 0 ? with : with.with(name, VALUES.get(i));
        }
        return with;
    }

    private static <T> List<T> some(List<T> of, Random random) {
        List<T> chosen = new ArrayList<>();
        for (T each : of) {
            if (random.nextInt(3) == 0) {
                chosen.add(each);
            }
        }
        return chosen;
    }

    private static Filter filter(Random random) {
        Filter filter = Filter.topics(some(PATTERNS, random));
        for (String name : some(NAMES, random)) {
            filter = filter.where(name, some(VALUES, random));
        }
        return filter;
    }

    private static Grants grants(Random random) {
        List<Filter> filters = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            filters.add(filter(random));
        }
        return new Grants(filters, filters, false);
    }

    @Test
    void whatMayBeSubscribedToHoldsNoEventThatIsNotGranted() {
        List<Event> events = events();
        Random random = new Random(7);
        int granted = 0;
        int refused = 0;
        for (int i = 0; i < WORLDS; i++) {
            Grants grants = grants(random);
            Filter wanted = filter(random);
            if (grants.maySubscribe(wanted)) {
                granted++;
                assertThat(events)
                        .filteredOn(wanted::matches)
                        .allMatch(event -> grants.subscribe().stream().anyMatch(grant -> grant.matches(event)));
            } else {
                refused++;
                // Complete for one grant: each alone must leave out some event, or what it leaves out is not of this
                // world.
                if (grants.subscribe().size() == 1
                        && grants.subscribe().get(0).topics().equals(wanted.topics())) {
                    assertThat(events)
                            .filteredOn(wanted::matches)
                            .anyMatch(event -> !grants.subscribe().get(0).matches(event));
                }
            }
        }
        assertThat(granted).isGreaterThan(100);
        assertThat(refused).isGreaterThan(100);
    }

    /** An event with several values is as many events with one of them each: all have to be allowed, by one grant. */
    @Test
    void whatMayBePublishedHasNoValueThatIsNotGranted() {
        List<Event> events = events();
        Random random = new Random(8);
        for (int i = 0; i < WORLDS / 10; i++) {
            Grants grants = grants(random);
            assertThat(events)
                    .allSatisfy(event -> assertThat(grants.mayPublish(event))
                            .isEqualTo(grants.publish().stream()
                                    .anyMatch(grant -> parts(event).stream().allMatch(grant::matches))));
        }
    }

    private static List<Event> parts(Event event) {
        List<Event> parts = List.of(Event.of(event.topic(), "x"));
        for (String name : NAMES) {
            List<Event> more = new ArrayList<>();
            for (Event part : parts) {
                List<String> values = event.values(name);
                if (values.isEmpty()) {
                    more.add(part);
                }
                values.forEach(value -> more.add(part.with(name, value)));
            }
            parts = more;
        }
        return parts;
    }

    @Test
    void withoutAGrantNothingIsAllowed() {
        assertThat(Grants.NONE.maySubscribe(Filter.topic("a"))).isFalse();
        assertThat(Grants.NONE.mayPublish(Event.of("a", "x"))).isFalse();
        assertThat(Grants.NONE.admin()).isFalse();
    }

    @Test
    void aGrantToSubscribeIsNoneToPublish() {
        assertThat(toSubscribe(Filter.all()).mayPublish(Event.of("a", "x"))).isFalse();
        assertThat(toPublish(Filter.all()).maySubscribe(Filter.topic("a"))).isFalse();
    }

    @Test
    void leavingAnAttributeOutIsAskingForMore() {
        Grants mine = toSubscribe(Filter.topic("a").where("user", "1"));

        assertThat(mine.maySubscribe(Filter.topic("a").where("user", "1"))).isTrue();
        assertThat(mine.maySubscribe(Filter.topic("a"))).isFalse();
        assertThat(mine.maySubscribe(Filter.topic("a").where("user", "1", "2"))).isFalse();
        assertThat(mine.maySubscribe(Filter.topic("a").where("user", "1").where("tenant", "2")))
                .isTrue();
    }

    @Test
    void aKeyOfOneTenantCannotPublishToTwo() {
        Grants tenant = toPublish(Filter.topic("invoice.**").where("tenant", "7"));

        assertThat(tenant.mayPublish(Event.of("invoice.paid", "x").with("tenant", "7")))
                .isTrue();
        assertThat(tenant.mayPublish(Event.of("invoice.paid", "x").with("tenant", "7", "8")))
                .isFalse();
        assertThat(tenant.mayPublish(Event.of("invoice.paid", "x"))).isFalse();
        assertThat(tenant.mayPublish(Event.of("chat", "x").with("tenant", "7"))).isFalse();
    }

    @Test
    void twoGrantsTogetherAreWhatEitherAllows() {
        Grants both = toSubscribe(Filter.topic("a")).and(new Grants(List.of(), List.of(Filter.topic("b")), true));

        assertThat(both.maySubscribe(Filter.topic("a"))).isTrue();
        assertThat(both.mayPublish(Event.of("b", "x"))).isTrue();
        assertThat(both.admin()).isTrue();
        assertThat(both.maySubscribe(Filter.topic("b"))).isFalse();
    }
}
