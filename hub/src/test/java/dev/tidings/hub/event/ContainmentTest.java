package dev.tidings.hub.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What contains what, against listing everything there is over a small alphabet. */
class ContainmentTest {

    /** Long enough for every difference between patterns of three segments to show. */
    private static final int TOPIC_SEGMENTS = 9;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void patternsCoverAnotherIffTheyMatchAllItsTopics() {
        System.out.println("ContainmentTest seed " + seed);
        Map<TopicPattern, BitSet> topicsOf = topicsOfAllPatterns();
        List<TopicPattern> patterns = List.copyOf(topicsOf.keySet());
        for (TopicPattern one : patterns) {
            for (TopicPattern other : patterns) {
                assertCovered(one, List.of(other), topicsOf);
            }
            for (int i = 0; i < 500; i++) {
                List<TopicPattern> others = new ArrayList<>();
                for (int count = 2 + random.nextInt(4); count > 0; count--) {
                    others.add(patterns.get(random.nextInt(patterns.size())));
                }
                assertCovered(one, others, topicsOf);
            }
        }
    }

    private void assertCovered(TopicPattern one, List<TopicPattern> others, Map<TopicPattern, BitSet> topicsOf) {
        BitSet missed = (BitSet) topicsOf.get(one).clone();
        others.forEach(other -> missed.andNot(topicsOf.get(other)));
        if (one.isCoveredBy(others) != missed.isEmpty()) {
            throw new AssertionError(
                    one + " covered by " + others + ": " + missed.isEmpty() + " expected, seed " + seed);
        }
    }

    private static Map<TopicPattern, BitSet> topicsOfAllPatterns() {
        List<Event> topics = new ArrayList<>();
        for (String topic : words(TOPIC_SEGMENTS, "a", "b", "x")) {
            topics.add(Event.of(topic, ""));
        }
        Map<TopicPattern, BitSet> topicsOf = new LinkedHashMap<>();
        for (String written : words(3, "a", "b", "*", "**")) {
            if (!written.equals("**.**.**")) {
                topicsOf.computeIfAbsent(TopicPattern.parse(written), pattern -> matching(pattern, topics));
            }
        }
        return topicsOf;
    }

    private static BitSet matching(TopicPattern pattern, List<Event> topics) {
        BitSet matching = new BitSet(topics.size());
        for (int i = 0; i < topics.size(); i++) {
            matching.set(i, pattern.matches(topics.get(i)));
        }
        return matching;
    }

    private static List<String> words(int longest, String... alphabet) {
        List<String> words = new ArrayList<>(Arrays.asList(alphabet));
        int from = 0;
        for (int length = 2; length <= longest; length++) {
            int until = words.size();
            for (; from < until; from++) {
                for (String letter : alphabet) {
                    words.add(words.get(from) + "." + letter);
                }
            }
        }
        return words;
    }

    @Test
    void filterContainsAnotherIffItMatchesAllItsEvents() {
        System.out.println("ContainmentTest seed " + seed);
        List<Event> events = allEvents();
        for (int i = 0; i < 5_000; i++) {
            Filter one = randomFilter();
            Filter other = randomFilter();
            boolean contained = events.stream().noneMatch(event -> other.matches(event) && !one.matches(event));
            assertThat(one.contains(other))
                    .as("%s contains %s, seed %d", one, other, seed)
                    .isEqualTo(contained);
        }
    }

    @Test
    void subscriptionNeverContainsWhatItDoesNotMatch() {
        System.out.println("ContainmentTest seed " + seed);
        List<Event> events = allEvents();
        for (int i = 0; i < 2_000; i++) {
            List<Filter> filters = List.of(randomFilter(), randomFilter(), randomFilter());
            Subscription one = Subscription.of(filters);
            Subscription other = Subscription.of(randomFilter(), randomFilter());
            for (Event event : events) {
                boolean matches = one.matches(event);
                assertThat(matches).isEqualTo(filters.stream().anyMatch(filter -> filter.matches(event)));
                assertThat(one.contains(other) && other.matches(event) && !matches)
                        .as("%s contains %s but does not match %s, seed %d", one, other, event, seed)
                        .isFalse();
            }
        }
    }

    /** Topics a, b, x; attributes m and n, each absent or with some of the values 1, 2, 3. */
    private static List<Event> allEvents() {
        List<Event> events = new ArrayList<>();
        for (String topic : List.of("a", "b", "x")) {
            for (int values = 0; values < 64; values++) {
                Event.Builder event = Event.builder(topic);
                for (int bit = 0; bit < 6; bit++) {
                    if ((values >> bit & 1) != 0) {
                        event.attribute(bit < 3 ? "m" : "n", String.valueOf(1 + bit % 3));
                    }
                }
                events.add(event.build());
            }
        }
        return events;
    }

    private Filter randomFilter() {
        Filter filter = switch (random.nextInt(5)) {
            case 0 -> Filter.topic("a");
            case 1 -> Filter.topic("b");
            case 2 -> Filter.topics("a", "b");
            case 3 -> Filter.topics(List.of());
            default -> Filter.all();
        };
        for (String name : List.of("m", "n")) {
            if (random.nextBoolean()) {
                List<String> values = new ArrayList<>(List.of("1", "2", "3"));
                values.removeIf(value -> random.nextInt(3) == 0);
                filter = filter.where(name, values);
            }
        }
        return filter;
    }

    @Test
    void unionCoversByLengthToo() {
        assertThat(Filter.topics("a", "a.*.**").contains(Filter.topic("a.**"))).isTrue();
        assertThat(Filter.topics("a", "a.*", "a.*.*.**")).isEqualTo(Filter.topics("a.*.*.**", "a.*", "a"));
        assertThat(Filter.topics("a", "a.*.*.**").contains(Filter.topic("a.**")))
                .isFalse();
    }

    @Test
    void noTopicIsLongerThan255CharactersOr32Segments() {
        String long250 = "a".repeat(250);
        assertThat(Filter.topics(long250, long250 + ".*", long250 + ".*.*").contains(Filter.topic(long250 + ".**")))
                .isTrue();
        assertThat(Filter.topics(long250, long250 + ".*").contains(Filter.topic(long250 + ".**")))
                .isFalse();
        String stars30 = "*" + ".*".repeat(29);
        assertThat(Filter.topics(stars30, stars30 + ".*", stars30 + ".*.*").contains(Filter.topic(stars30 + ".**")))
                .isTrue();
    }

    @Test
    void noPatternMakesContainmentSlow() {
        List<Filter> filters = new ArrayList<>();
        for (int literals = 9; literals < 17; literals++) {
            filters.add(Filter.topics(adversarialPatterns(literals)));
        }
        assertTimeout(Duration.ofSeconds(5), () -> {
            for (int i = 0; i < 20; i++) {
                Subscription.of(filters);
            }
        });
    }

    /** Each with two '**' and a run of one letter between them, all of one family but none covered by another. */
    private static List<String> adversarialPatterns(int literals) {
        List<String> patterns = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            String[] segments = new String[literals + 2 + i % 12];
            Arrays.fill(segments, "*");
            for (int j = 0; j < literals; j++) {
                segments[1 + j] = "a";
            }
            segments[0] = "**";
            segments[segments.length - 1] = "**";
            segments[literals] = i % 2 == 0 ? "a" : "b";
            patterns.add(String.join(".", segments));
        }
        return patterns;
    }
}
