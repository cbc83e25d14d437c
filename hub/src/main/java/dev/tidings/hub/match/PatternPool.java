package dev.tidings.hub.match;

import dev.tidings.hub.event.TopicPattern;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One object for each pattern in use. Every subscription comes with patterns of its own, parsed from its request; if a million
 * of them say {@code filter.verified}, matching should find that text in the processor's cache and not a million copies of it.
 */
final class PatternPool {

    private final Map<TopicPattern, Shared> shared = new HashMap<>();

    private static final class Shared {
        private final TopicPattern pattern;
        private int uses;

        private Shared(TopicPattern pattern) {
            this.pattern = pattern;
        }
    }

    /** The one object for this pattern, until it has been released as often as acquired. */
    TopicPattern acquire(TopicPattern pattern) {
        Shared one = shared.computeIfAbsent(pattern, Shared::new);
        one.uses++;
        return one.pattern;
    }

    void release(TopicPattern pattern) {
        shared.computeIfPresent(pattern, PatternPool::oneUseLess);
    }

    private static @Nullable Shared oneUseLess(TopicPattern pattern, Shared one) {
        one.uses--;
        return one.uses == 0 ? null : one;
    }

    int size() {
        return shared.size();
    }
}
