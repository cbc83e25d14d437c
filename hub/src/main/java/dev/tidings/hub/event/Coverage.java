package dev.tidings.hub.event;

import java.util.Arrays;
import java.util.List;

/**
 * Decides whether some patterns together match every topic that one pattern matches. For one question, on one thread.
 */
final class Coverage {

    /*
     * Decided by trying words. Write a segment that occurs in no pattern for every '*' of the one, and 0, 1, 2, ... of them for
     * every '**': such a word matches a pattern only by its wildcards, so every topic that the one pattern matches is matched
     * wherever the word of the same length is. And as topics have at most 32 segments, there are few words: trying all of
     * them is complete, also against several patterns at once.
     *
     * The words are spelt segment by segment, and all patterns read along, each as an automaton whose states are bits of a
     * long: bit i is set while the first i segments of the pattern match what has been spelt. So words with a common beginning
     * share the work for it. A '**' stops being written longer when one more changes no state: still longer words would fare
     * the same. That leaves at most 33 x 33 / 2 places to stop at, and a few steps for each pattern between two of them.
     *
     *   pattern    a . ** . b          spelt a, x, x, b
     *   bit        0 1    2   3        {0} -a-> {1,2} -x-> {1,2} ... -b-> {1,2,3}: bit 3 is the end, so it matches
     */

    private final List<String> segments;

    /** How many segments there are at least from one of the pattern's on, and how many characters with a dot for each. */
    private final int[] minSegments;

    private final int[] minCharacters;

    /** For each segment of the pattern, or a fresh one where that is a wildcard, which bits of each other pattern step on. */
    private final long[][] steps;

    private final long[] fresh;
    private final long[] many;
    private final long[] accept;

    Coverage(TopicPattern one, List<TopicPattern> others) {
        segments = one.segments();
        int size = segments.size();
        minSegments = new int[size + 1];
        minCharacters = new int[size + 1];
        for (int i = size - 1; i >= 0; i--) {
            boolean optional = segments.get(i).equals(TopicPattern.MANY);
            minSegments[i] = minSegments[i + 1] + (optional ? 0 : 1);
            minCharacters[i] =
                    minCharacters[i + 1] + (optional ? 0 : segments.get(i).length() + 1);
        }
        List<List<String>> theirs = others.stream().map(TopicPattern::segments).toList();
        fresh = bits(theirs, TopicPattern.ONE);
        many = bits(theirs, TopicPattern.MANY);
        accept = new long[others.size()];
        for (int i = 0; i < accept.length; i++) {
            accept[i] = 1L << theirs.get(i).size();
        }
        steps = new long[size][];
        for (int i = 0; i < size; i++) {
            steps[i] = stepBits(theirs, segments.get(i));
        }
    }

    private long[] stepBits(List<List<String>> others, String segment) {
        if (TopicPattern.isWildcard(segment)) {
            return fresh;
        }
        long[] bits = bits(others, segment);
        for (int i = 0; i < bits.length; i++) {
            bits[i] |= fresh[i];
        }
        return bits;
    }

    /** The places of a segment in each of the patterns. */
    private static long[] bits(List<List<String>> patterns, String segment) {
        long[] bits = new long[patterns.size()];
        for (int i = 0; i < bits.length; i++) {
            List<String> there = patterns.get(i);
            for (int j = 0; j < there.size(); j++) {
                bits[i] |= there.get(j).equals(segment) ? 1L << j : 0;
            }
        }
        return bits;
    }

    boolean isComplete() {
        long[] states = new long[many.length];
        for (int i = 0; i < states.length; i++) {
            states[i] = skipMany(1, i);
        }
        return isComplete(0, 0, 0, states);
    }

    /** Whether every word matches that begins with what led to these states and goes on with the pattern's segments from here. */
    private boolean isComplete(int next, int length, int characters, long[] states) {
        if (length + minSegments[next] > Names.MAX_SEGMENTS
                || characters + minCharacters[next] > Names.MAX_TOPIC_LENGTH + 1) {
            return true;
        }
        if (next == segments.size()) {
            return length == 0 || accepts(states);
        }
        String segment = segments.get(next);
        if (!segment.equals(TopicPattern.MANY)) {
            return isComplete(next + 1, length + 1, characters + segment.length() + 1, step(states, steps[next]));
        }
        long[] now = states;
        for (int more = 0; length + more <= Names.MAX_SEGMENTS; more++) {
            if (!isComplete(next + 1, length + more, characters + 2 * more, now)) {
                return false;
            }
            long[] then = step(now, fresh);
            if (Arrays.equals(now, then)) {
                return length + more > 0 || isComplete(next + 1, 1, 2, then);
            }
            now = then;
        }
        return true;
    }

    private boolean accepts(long[] states) {
        for (int i = 0; i < states.length; i++) {
            if ((states[i] & accept[i]) != 0) {
                return true;
            }
        }
        return false;
    }

    private long[] step(long[] states, long[] bits) {
        long[] then = new long[states.length];
        for (int i = 0; i < then.length; i++) {
            then[i] = skipMany(((states[i] & bits[i]) << 1) | (states[i] & many[i]), i);
        }
        return then;
    }

    /** A '**' may stand for nothing. Two never stand side by side in a canonical pattern. */
    private long skipMany(long states, int pattern) {
        return states | ((states & many[pattern]) << 1);
    }
}
