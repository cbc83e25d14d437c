package dev.tidings.hub.match;

import dev.tidings.hub.event.TopicPattern;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Many groups of one cell: those of exact topics by hash, those of patterns with wildcards in a trie. */
final class TopicTable {

    private final Map<String, TopicGroup> exact = new HashMap<>();
    private final TopicTrie wildcards = new TopicTrie();

    @Nullable
    TopicGroup find(TopicPattern pattern) {
        return pattern.isExact() ? exact.get(pattern.toString()) : wildcards.find(pattern);
    }

    /** Adds a group whose pattern is not there yet. */
    void add(TopicGroup group) {
        if (group.pattern().isExact()) {
            exact.put(group.pattern().toString(), group);
        } else {
            wildcards.add(group);
        }
    }

    void remove(TopicGroup group) {
        if (group.pattern().isExact()) {
            exact.remove(group.pattern().toString());
        } else {
            wildcards.remove(group.pattern());
        }
    }

    boolean isEmpty() {
        return exact.isEmpty() && wildcards.isEmpty();
    }

    void match(Match match) {
        if (!exact.isEmpty()) {
            match.countLookup();
            TopicGroup group = exact.get(match.event().topic());
            if (group != null) {
                group.deliver(match);
            }
        }
        if (!wildcards.isEmpty()) {
            wildcards.match(match);
        }
    }
}
