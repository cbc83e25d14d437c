package dev.tidings.testkit;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.log.EventLog;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a log hands to its followers, and refuses two calls at once or out of order. Safe for any thread. */
public final class FollowerRecorder implements EventLog.Follower {

    private final List<Delivery> events = new ArrayList<>();

    @Override
    public synchronized void appended(List<Delivery> more) {
        for (Delivery event : more) {
            if (event.position() <= lastPosition()) {
                throw new AssertionError("position " + event.position() + " after " + lastPosition());
            }
            events.add(event);
        }
    }

    /** What came so far. */
    public synchronized List<Delivery> events() {
        return List.copyOf(events);
    }

    /** The position of the newest event, -1 before the first. */
    public synchronized long lastPosition() {
        return events.isEmpty() ? -1 : events.get(events.size() - 1).position();
    }
}
