package dev.tidings.hub.event;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A topic with wildcards: {@code *} stands for one segment, {@code **} for zero or more, at most twice.
 * <p>
 * Immutable and in canonical form: in a run of wildcards every {@code *} comes before one {@code **}, and as every topic has a
 * segment, {@code *.**} alone is {@code **}. So patterns for the same topics are equal.
 */
public final class TopicPattern implements Comparable<TopicPattern> {

    /** Matches every topic. */
    public static final TopicPattern ALL = new TopicPattern(List.of("**"));

    public static final String ONE = "*";
    public static final String MANY = "**";

    private static final int MAX_MANY = 2;

    private static final Recent<TopicPattern> RECENT = new Recent<>(TopicPattern::parseAnew);
    private static final Recent<List<TopicPattern>> RECENT_ALONE = new Recent<>(text -> List.of(parse(text)));

    private final String text;
    private final boolean exact;
    private final boolean all;

    /** Of an exact pattern computed for each who asks: matching does not, and a million subscriptions would keep their pieces. */
    private final @Nullable List<String> segments;

    private TopicPattern(List<String> segments) {
        this.text = String.join(".", segments);
        this.exact = segments.stream().noneMatch(TopicPattern::isWildcard);
        this.segments = exact ? null : List.copyOf(segments);
        this.all = text.equals(MANY);
    }

    /** @throws IllegalArgumentException if the text is no pattern; the message says what is allowed */
    public static TopicPattern parse(String text) {
        return RECENT.of(text);
    }

    private static TopicPattern parseAnew(String text) {
        Names.checkTopicLength(text);
        String[] parts = text.split("\\.", -1);
        if (parts.length > Names.MAX_SEGMENTS) {
            throw Names.illegal("topic", text, "at most " + Names.MAX_SEGMENTS + " segments");
        }
        int many = 0;
        for (String part : parts) {
            if (part.equals(MANY)) {
                many++;
            } else if (!part.equals(ONE) && !Names.isSegment(part)) {
                throw Names.illegal("topic", text, "segments of [A-Za-z0-9_-]+, '*' or '**' joined by '.'");
            }
        }
        if (many > MAX_MANY) {
            throw Names.illegal("topic", text, "'**' at most twice");
        }
        return new TopicPattern(canonical(parts));
    }

    private static List<String> canonical(String[] parts) {
        List<String> segments = new ArrayList<>(parts.length);
        boolean pendingMany = false;
        for (String part : parts) {
            if (part.equals(MANY)) {
                pendingMany = true;
            } else {
                if (pendingMany && !part.equals(ONE)) {
                    segments.add(MANY);
                    pendingMany = false;
                }
                segments.add(part.equals(ONE) ? ONE : part);
            }
        }
        if (pendingMany) {
            segments.add(MANY);
        }
        return segments.equals(List.of(ONE, MANY)) ? List.of(MANY) : segments;
    }

    /** A list of this pattern alone, as most filters have it. */
    List<TopicPattern> alone() {
        return RECENT_ALONE.of(text);
    }

    static boolean isWildcard(String segment) {
        return segment.equals(ONE) || segment.equals(MANY);
    }

    /** Whether there is no wildcard, so that the pattern is a topic. */
    public boolean isExact() {
        return exact;
    }

    public boolean matchesAll() {
        return all;
    }

    public List<String> segments() {
        return segments == null ? List.of(text.split("\\.")) : segments;
    }

    public boolean matches(Event event) {
        return matchesTopic(event.topic());
    }

    /** Whether a topic matches. Read as text: taking it apart would cost more than most patterns do. */
    public boolean matchesTopic(String topic) {
        return segments == null ? text.equals(topic) : all || matchesSegments(segments, topic);
    }

    private static boolean matchesSegments(List<String> segments, String topic) {
        int p = 0;
        int t = 0;
        int afterMany = -1;
        int retryFrom = -1;
        while (t <= topic.length()) {
            if (p < segments.size() && segments.get(p).equals(MANY)) {
                afterMany = ++p;
                retryFrom = t;
            } else if (p < segments.size() && matchesOne(segments.get(p), topic, t)) {
                p++;
                t = nextSegment(topic, t);
            } else if (afterMany >= 0) {
                p = afterMany;
                retryFrom = nextSegment(topic, retryFrom);
                t = retryFrom;
            } else {
                return false;
            }
        }
        while (p < segments.size() && segments.get(p).equals(MANY)) {
            p++;
        }
        return p == segments.size();
    }

    /** Where the segment after the one that begins here begins; behind the last one, beyond the end. */
    private static int nextSegment(String topic, int start) {
        int dot = topic.indexOf('.', start);
        return dot < 0 ? topic.length() + 1 : dot + 1;
    }

    private static boolean matchesOne(String patternSegment, String topic, int start) {
        if (patternSegment.equals(ONE)) {
            return true;
        }
        int end = start + patternSegment.length();
        return topic.startsWith(patternSegment, start) && (end == topic.length() || topic.charAt(end) == '.');
    }

    /** Whether every topic that this pattern matches is matched by one of the others. */
    boolean isCoveredBy(List<TopicPattern> others) {
        if (exact) {
            return anyMatches(others);
        }
        return others.contains(this) || new Coverage(this, others).isComplete();
    }

    private boolean anyMatches(List<TopicPattern> patterns) {
        for (TopicPattern pattern : patterns) {
            if (pattern.matchesTopic(text)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public int compareTo(TopicPattern other) {
        return text.compareTo(other.text);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TopicPattern pattern && text.equals(pattern.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
