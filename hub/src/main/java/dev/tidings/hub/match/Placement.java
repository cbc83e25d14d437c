package dev.tidings.hub.match;

import dev.tidings.hub.event.Filter;
import org.jspecify.annotations.Nullable;

/**
 * One place where a target is filed: a member of a group's list, to be unlinked without a search, and of the target's own.
 */
final class Placement {

    private final SubscriptionIndex.Target target;
    private final @Nullable Filter filter;
    private final @Nullable Placement nextOfTarget;

    // Set while it is in a group.
    private @Nullable TopicGroup group;
    private @Nullable Placement previous;
    private @Nullable Placement next;

    /**
     * @param filter what is left to check when the event has come here; null where the way here has said it all
     * @param nextOfTarget another place of the same target
     */
    Placement(SubscriptionIndex.Target target, @Nullable Filter filter, @Nullable Placement nextOfTarget) {
        this.target = target;
        this.filter = filter;
        this.nextOfTarget = nextOfTarget;
    }

    SubscriptionIndex.Target target() {
        return target;
    }

    @Nullable
    Filter filter() {
        return filter;
    }

    @Nullable
    Placement nextOfTarget() {
        return nextOfTarget;
    }

    TopicGroup group() {
        if (group == null) {
            throw new IllegalStateException("placement is in no group");
        }
        return group;
    }

    @Nullable
    Placement next() {
        return next;
    }

    /** Puts this before the first one of a group. */
    void link(TopicGroup newGroup, @Nullable Placement first) {
        group = newGroup;
        next = first;
        if (first != null) {
            first.previous = this;
        }
    }

    /** Takes this out of its group's list, of which it returns the first one that is left. */
    @Nullable
    Placement unlink(@Nullable Placement first) {
        if (next != null) {
            next.previous = previous;
        }
        if (previous != null) {
            previous.next = next;
        }
        Placement left = previous == null ? next : first;
        group = null;
        previous = null;
        next = null;
        return left;
    }
}
