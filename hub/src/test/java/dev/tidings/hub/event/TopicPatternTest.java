package dev.tidings.hub.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicPatternTest {

    @ParameterizedTest
    @CsvSource({
        "a, a, true",
        "a, b, false",
        "a, a.a, false",
        "*, a, true",
        "*, a.b, false",
        "*.verified, filter.verified, true",
        "*.verified, verified, false",
        "*.verified, filter.x.verified, false",
        "**, a, true",
        "**, a.b.c, true",
        "chat.**, chat, true",
        "chat.**, chat.room.7, true",
        "chat.**, chatter, false",
        "**.end, end, true",
        "**.end, a.b.end, true",
        "**.end, a.end.b, false",
        "a.**.b, a.b, true",
        "a.**.b, a.b.b, true",
        "a.**.b, a.b.c, false",
        "**.a.**, b.a.b, true",
        "**.a.**, b.b, false",
        "a.*.**, a, false",
        "a.*.**, a.b, true",
    })
    void wildcardsStandForOneSegmentOrForAnyNumber(String pattern, String topic, boolean matches) {
        assertThat(TopicPattern.parse(pattern).matches(Event.of(topic, ""))).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({
        "**.**, **",
        "*.**, **",
        "**.*, **",
        "**.*.**, **",
        "**.*.*, *.*.**",
        "a.**.*.b, a.*.**.b",
        "a.**.**.b, a.**.b",
        "a.*.**, a.*.**",
        "**.*.a.**.*, *.**.a.*.**",
    })
    void patternsForTheSameTopicsAreEqual(String written, String canonical) {
        assertThat(TopicPattern.parse(written)).isEqualTo(TopicPattern.parse(canonical));
        assertThat(TopicPattern.parse(written)).hasToString(canonical).hasSameHashCodeAs(TopicPattern.parse(canonical));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "\"\"        | 1-255 characters",
                "a..b        | segments of [A-Za-z0-9_-]+, '*' or '**' joined by '.'",
                "a*          | segments of [A-Za-z0-9_-]+, '*' or '**' joined by '.'",
                "***         | segments of [A-Za-z0-9_-]+, '*' or '**' joined by '.'",
                "a.b.        | segments of [A-Za-z0-9_-]+, '*' or '**' joined by '.'",
                "**.a.**.b.**| '**' at most twice",
            })
    void malformedPatternIsRefusedWithWhatIsAllowed(String pattern, String expectation) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TopicPattern.parse(pattern))
                .withMessage("topic: '%s' (expected: %s)", pattern, expectation);
    }

    @Test
    void patternHasAtMost32Segments() {
        assertThat(TopicPattern.parse("*" + ".*".repeat(31)).segments()).hasSize(32);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TopicPattern.parse("*" + ".*".repeat(32)))
                .withMessageEndingWith("(expected: at most 32 segments)");
    }

    @Test
    void matchingAgreesWithTheDefinition() {
        long seed = System.nanoTime();
        System.out.println("TopicPatternTest seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 200_000; i++) {
            List<String> written = randomSegments(random, 1 + random.nextInt(6), "a", "b", "*", "**");
            if (written.stream().filter("**"::equals).count() > 2) {
                continue;
            }
            List<String> topic = randomSegments(random, 1 + random.nextInt(8), "a", "b", "c");
            TopicPattern pattern = TopicPattern.parse(String.join(".", written));
            Event event = Event.of(String.join(".", topic), "");
            assertThat(pattern.matches(event))
                    .as("%s (written %s) matches %s, seed %d", pattern, written, topic, seed)
                    .isEqualTo(byDefinition(written, topic));
        }
    }

    private static boolean byDefinition(List<String> pattern, List<String> topic) {
        if (pattern.isEmpty()) {
            return topic.isEmpty();
        }
        List<String> rest = pattern.subList(1, pattern.size());
        if (pattern.get(0).equals("**")) {
            return byDefinition(rest, topic)
                    || (!topic.isEmpty() && byDefinition(pattern, topic.subList(1, topic.size())));
        }
        return !topic.isEmpty()
                && (pattern.get(0).equals("*") || pattern.get(0).equals(topic.get(0)))
                && byDefinition(rest, topic.subList(1, topic.size()));
    }

    private static List<String> randomSegments(Random random, int count, String... alphabet) {
        List<String> segments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            segments.add(alphabet[random.nextInt(alphabet.length)]);
        }
        return segments;
    }
}
