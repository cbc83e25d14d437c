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
     * the child '**'. Behind '**' it goes on from every segment that is left. With two '**' on a path that could be a walk for
     * each pair of places; but whoever enters a '**' node at segment i has tried all of i, i+1, ... there, and the first to
     * enter comes with the smallest i, since the '**' above gives away one segment after the other. So only the first
     * entry counts, and a node is visited at most once for each segment of the topic, 33 times, whatever the patterns are.
     */

    private final Node root = new Node();

    private static final class Node {

        private final Map<String, Node> literals = new HashMap<>(4);
        private @Nullable Node one;
        private @Nullable Node many;
        private @Nullable TopicGroup group;

        /** The last match that came by; kept by nodes of '**' only. */
        private long lastMatch;

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
        walk(root, 0, match);
    }

    private static void walk(Node node, int next, Match match) {
        if (node.many != null) {
            walkMany(node.many, next, match);
        }
        List<String> segments = match.segments();
        if (next == segments.size()) {
            if (node.group != null) {
                node.group.deliver(match);
            }
            return;
        }
        if (node.one != null) {
            walk(node.one, next + 1, match);
        }
        if (!node.literals.isEmpty()) {
            match.countLookup();
            Node literal = node.literals.get(segments.get(next));
            if (literal != null) {
                walk(literal, next + 1, match);
            }
        }
    }

    private static void walkMany(Node many, int next, Match match) {
        if (many.lastMatch == match.number()) {
            return;
        }
        many.lastMatch = match.number();
        if (many.group != null) {
            many.group.deliver(match);
        }
        for (int from = next; from < match.segments().size(); from++) {
            walk(many, from, match);
        }
    }
}
