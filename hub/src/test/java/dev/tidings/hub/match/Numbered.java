package dev.tidings.hub.match;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import java.util.ArrayList;
import java.util.List;

/** A target that can be told from others. */
final class Numbered extends SubscriptionIndex.Target {

    final int number;

    Numbered(int number, Filter... filters) {
        super(Subscription.of(filters));
        this.number = number;
    }

    /** Who is found, in the order found; a number that was found twice is there twice. */
    static List<Integer> found(SubscriptionIndex<Numbered> index, Event event) {
        List<Integer> found = new ArrayList<>();
        int count = index.match(event, target -> found.add(target.number));
        if (count != found.size()) {
            throw new AssertionError("match says " + count + " but found " + found);
        }
        return found;
    }

    @Override
    public String toString() {
        return number + ": " + subscription();
    }
}
