package dev.tidings.server.subscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import dev.tidings.server.access.Grants;
import dev.tidings.server.access.Principal;
import dev.tidings.server.http.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TopicNarrowingTest {

    private static final Principal ANYBODY = Principal.anonymous(Grants.EVERYTHING);

    private static final String[] SEGMENTS = {"a", "b", "*", "**"};
    private static final List<Event> EVENTS = events();

    /** Whatever is not refused is exact: what the endpoint has and what was asked for, no less and no more. */
    @Test
    void narrowedEndpointHasWhatBothHave() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int taken = 0;
        for (int round = 0; round < 5_000; round++) {
            EndpointConfig.Builder builder = EndpointConfig.builder("/e");
            List<List<String>> owns = new ArrayList<>();
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                List<String> own = patterns(random);
                owns.add(own);
                builder.any(f -> f.topics(own.toArray(String[]::new)));
            }
            EndpointConfig endpoint = builder.build();
            List<String> asked = patterns(random);
            Subscription narrowed;
            try {
                narrowed = SubscribeQuery.parse(endpoint, "topic=" + String.join("&topic=", asked), null, ANYBODY, null)
                        .subscription();
            } catch (ProblemException refused) {
                continue;
            }
            taken++;
            Filter wanted = Filter.topics(asked);
            List<Filter> had = owns.stream().map(Filter::topics).toList();
            for (Event event : EVENTS) {
                boolean both = wanted.matches(event) && had.stream().anyMatch(own -> own.matches(event));
                if (narrowed.matches(event) != both) {
                    fail("seed %d: %s of %s for %s: %b (expected: %b)", seed, asked, owns, event, !both, both);
                }
            }
        }
        assertThat(taken).as("not refused, of 5 000").isGreaterThan(500);
    }

    @Test
    void patternsOverlapIfSomeTopicMatchesBoth() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 5_000; round++) {
            Filter one = Filter.topic(pattern(random));
            Filter other = Filter.topic(pattern(random));
            boolean expected = EVENTS.stream().anyMatch(event -> one.matches(event) && other.matches(event));
            assertThat(TopicNarrowing.overlap(
                            one.topics().get(0).segments(),
                            other.topics().get(0).segments()))
                    .as("seed %d: %s and %s", seed, one, other)
                    .isEqualTo(expected);
        }
    }

    private static List<String> patterns(Random random) {
        List<String> patterns = new ArrayList<>();
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            patterns.add(pattern(random));
        }
        return patterns;
    }

    /** At most three segments, so that all topics of up to five of three kinds decide everything about two patterns. */
    private static String pattern(Random random) {
        while (true) {
            List<String> segments = new ArrayList<>();
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                segments.add(SEGMENTS[random.nextInt(SEGMENTS.length)]);
            }
            if (segments.stream().filter("**"::equals).count() <= 2) {
                return String.join(".", segments);
            }
        }
    }

    private static List<Event> events() {
        List<Event> events = new ArrayList<>();
        List<String> topics = List.of("a", "b", "c");
        for (int length = 1; length <= 5; length++) {
            topics.forEach(topic -> events.add(Event.of(topic, "")));
            List<String> longer = new ArrayList<>();
            for (String topic : topics) {
                for (String segment : List.of("a", "b", "c")) {
                    longer.add(topic + "." + segment);
                }
            }
            topics = longer;
        }
        return events;
    }
}
