package dev.tidings.hub.match;

import dev.tidings.hub.event.TopicPattern;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Topic patterns by their segments, so that those with a common beginning are tried together. */
final class TopicTrie {

    /*
     *   *.verified        (root) ─ * ─ verified■            ■ a pattern ends here
     *   chat.**                  └ chat ─ **■
     *   chat.**.admin                     └ admin■
     *
     * An event walks from the root: at each node it goes on to the child named like its next segment, to the child '*', and to
     * the child '**'. Behind '**' it goes on from every segment that is left. So a walk can be at many segments at once, and it goes
     * with all of them together, as a set of bits: however often '**' stands in the patterns, and however many segments are alike, a
     * node is visited at most once.
     *
     *   **.a.b of a.a.b     (root) 0 ─ ** 0123 ─ a 12 ─ b 3■    at 3 all segments are behind it: the pattern matches
     */

    private final Node root = new Node();

    private static final class Node {

        private final Map<String, Node> literals = new HashMap<>(4);
        private @Nullable Node one;
        private @Nullable Node many;
        private @Nullable TopicGroup group;

        private @Nullable Node child(String segment) {
            return switch (segment) {
                case TopicPattern.ONE -> one;
                case TopicPattern.MANY -> many;
                default -> literals.get(segment);
            };
        }

        private Node childOrNew(String segment) {
            Node known = child(segment);
            if (known != null) {
                return known;
            }
            Node added = new Node();
            switch (segment) {
                case TopicPattern.ONE -> one = added;
                case TopicPattern.MANY -> many = added;
                default -> literals.put(segment, added);
            }
            return added;
        }

        private void drop(String segment) {
            switch (segment) {
                case TopicPattern.ONE -> one = null;
                case TopicPattern.MANY -> many = null;
                default -> literals.remove(segment);
            }
        }

        private boolean isEmpty() {
            return group == null && one == null && many == null && literals.isEmpty();
        }
    }

    boolean isEmpty() {
        return root.isEmpty();
    }

    @Nullable
    TopicGroup find(TopicPattern pattern) {
        Node node = root;
        for (String segment : pattern.segments()) {
            node = node.child(segment);
            if (node == null) {
                return null;
            }
        }
        return node.group;
    }

    /** Adds a group whose pattern is not there yet. */
    void add(TopicGroup group) {
        Node node = root;
        for (String segment : group.pattern().segments()) {
            node = node.childOrNew(segment);
        }
        node.group = group;
    }

    void remove(TopicPattern pattern) {
        remove(root, pattern.segments(), 0);
    }

    private static void remove(Node node, List<String> segments, int next) {
        if (next == segments.size()) {
            node.group = null;
            return;
        }
        Node child = node.child(segments.get(next));
        if (child != null) {
            remove(child, segments, next + 1);
            if (child.isEmpty()) {
                node.drop(segments.get(next));
            }
        }
    }

    void match(Match match) {
        walk(root, 1, match);
    }

    /** @param places the numbers of segments, as bits, with which the node can be reached; at least one */
    private static void walk(Node node, long places, Match match) {
        if (node.many != null) {
            walk(node.many, match.allFrom(places), match);
        }
        if (node.group != null && match.isEnd(places)) {
            node.group.deliver(match);
        }
        long unfinished = match.withoutEnd(places);
        if (unfinished == 0) {
            return;
        }
        if (node.one != null) {
            walk(node.one, unfinished << 1, match);
        }
        if (!node.literals.isEmpty()) {
            walkLiterals(node, unfinished, match);
        }
    }

    private static void walkLiterals(Node node, long places, Match match) {
        long left = places;
        while (left != 0) {
            int next = Long.numberOfTrailingZeros(left);
            long alike = Long.bitCount(left) == 1 ? left : left & match.alike(next);
            match.countLookup();
            Node literal = node.literals.get(match.segments().get(next));
            if (literal != null) {
                walk(literal, alike << 1, match);
            }
            left &= ~alike;
        }
    }
}
