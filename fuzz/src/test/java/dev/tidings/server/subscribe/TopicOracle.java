package dev.tidings.server.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.TopicPattern;
import java.util.ArrayList;
import java.util.List;

/** Matches topics with a pattern as its definition says, slowly, for comparison. */
final class TopicOracle {

    private TopicOracle() {}

    /** Asks both about topics that are made from the pattern, most of which nearly match. */
    static void agrees(TopicPattern pattern) {
        assertThat(TopicPattern.parse(pattern.toString())).isEqualTo(pattern);
        String own = literals(pattern);
        for (String many : List.of("", "x", "x.y.z", own, own + ".x." + own)) {
            String topic = topic(pattern, many);
            for (String asked : List.of(topic, topic + ".x", "x." + topic, topic.substring(topic.indexOf('.') + 1))) {
                assertThat(pattern.matchesTopic(asked))
                        .as("%s matches %s", pattern, asked)
                        .isEqualTo(matches(pattern.segments(), List.of(asked.split("\\.", -1))));
            }
        }
    }

    /** What a wildcard stands for may begin as what follows it: then a matcher has to go back. */
    private static String literals(TopicPattern pattern) {
        List<String> literals = pattern.segments().stream()
                .filter(segment -> !segment.startsWith(TopicPattern.ONE))
                .toList();
        return literals.isEmpty() ? "y" : String.join(".", literals);
    }

    private static String topic(TopicPattern pattern, String many) {
        List<String> segments = new ArrayList<>();
        for (String segment : pattern.segments()) {
            if (!segment.equals(TopicPattern.MANY)) {
                segments.add(segment.equals(TopicPattern.ONE) ? "one" : segment);
            } else if (!many.isEmpty()) {
                segments.add(many);
            }
        }
        return segments.isEmpty() ? "x" : String.join(".", segments);
    }

    private static boolean matches(List<String> pattern, List<String> topic) {
        if (pattern.isEmpty()) {
            return topic.isEmpty();
        }
        List<String> rest = pattern.subList(1, pattern.size());
        if (pattern.get(0).equals(TopicPattern.MANY)) {
            return matches(rest, topic) || (!topic.isEmpty() && matches(pattern, topic.subList(1, topic.size())));
        }
        return !topic.isEmpty()
                && (pattern.get(0).equals(TopicPattern.ONE) || pattern.get(0).equals(topic.get(0)))
                && matches(rest, topic.subList(1, topic.size()));
    }
}
