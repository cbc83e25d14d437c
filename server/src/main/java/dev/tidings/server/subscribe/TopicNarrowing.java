package dev.tidings.server.subscribe;

import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.TopicPattern;
import dev.tidings.server.http.Problem;
import dev.tidings.server.http.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The {@code topic} parameter on an endpoint with topics of its own: it may ask for less, never for more.
 * <p>
 * Each pattern has to lie within the topics of one of the endpoint's filters. The others are narrowed by it where one of two
 * patterns lies within the other; where they merely overlap there is no pattern for what both match, and the request is
 * refused rather than given less than it asked for.
 */
final class TopicNarrowing {

    private TopicNarrowing() {}

    /**
     * @param own the topics of one filter of the endpoint
     * @return the part of them that was asked for, which may be nothing
     * @throws ProblemException 400
     * @throws IllegalArgumentException if what was asked for is malformed
     */
    static Filter narrow(EndpointConfig endpoint, Filter own, List<String> asked) {
        Set<String> kept = new LinkedHashSet<>();
        for (String text : asked) {
            Filter pattern = Filter.topic(text);
            if (endpoint.filters().stream().noneMatch(filter -> filter.topics().contains(pattern))) {
                throw outside(endpoint, text);
            }
            if (own.contains(pattern)) {
                kept.add(text);
            } else {
                keepWithin(own, pattern, kept);
            }
        }
        return Filter.topics(kept);
    }

    private static void keepWithin(Filter own, Filter pattern, Set<String> kept) {
        TopicPattern asked = pattern.topics().get(0);
        for (TopicPattern mine : own.topics()) {
            if (pattern.contains(Filter.topic(mine.toString()))) {
                kept.add(mine.toString());
            } else if (overlap(asked.segments(), mine.segments())) {
                throw Problem.of(
                                400,
                                "topic " + Problem.quote(asked.toString()) + " cuts through '" + mine
                                        + "' of this endpoint (expected: a pattern within it or apart from it)")
                        .toException();
            }
        }
    }

    private static ProblemException outside(EndpointConfig endpoint, String text) {
        List<String> served = new ArrayList<>();
        endpoint.filters().forEach(filter -> filter.topics().topics().forEach(topic -> served.add(topic.toString())));
        return Problem.of(
                        400,
                        "topic " + Problem.quote(text) + " is outside of this endpoint's topics: "
                                + String.join(", ", served))
                .toException();
    }

    /** Whether some topic matches both. From the ends on: cell (i, j) is about what is left of the two from there. */
    static boolean overlap(List<String> a, List<String> b) {
        boolean[][] rest = new boolean[a.size() + 1][b.size() + 1];
        for (int i = a.size(); i >= 0; i--) {
            for (int j = b.size(); j >= 0; j--) {
                String left = i < a.size() ? a.get(i) : "";
                String right = j < b.size() ? b.get(j) : "";
                if (left.isEmpty() && right.isEmpty()) {
                    rest[i][j] = true;
                } else if (left.equals(TopicPattern.MANY)) {
                    rest[i][j] = rest[i + 1][j] || (!right.isEmpty() && rest[i][j + 1]);
                } else if (right.equals(TopicPattern.MANY)) {
                    rest[i][j] = rest[i][j + 1] || (!left.isEmpty() && rest[i + 1][j]);
                } else if (!left.isEmpty() && !right.isEmpty()) {
                    boolean both =
                            left.equals(right) || left.equals(TopicPattern.ONE) || right.equals(TopicPattern.ONE);
                    rest[i][j] = both && rest[i + 1][j + 1];
                }
            }
        }
        return rest[0][0];
    }
}
