package dev.tidings.hub.log;

import dev.tidings.hub.event.Delivery;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

/** Those who follow a log. Guarded by the lock under which the log appends: nobody joins or leaves in the middle of an append. */
public final class Followers {

    private static final System.Logger LOGGER = System.getLogger(Followers.class.getName());

    private final ReentrantLock lock;

    // Copied on write, since a follower may leave while it is being called.
    private final List<Followed> followers = new CopyOnWriteArrayList<>();

    /** @param lock under which the log appends */
    public Followers(ReentrantLock lock) {
        this.lock = lock;
    }

    /** A follower that gets nothing yet but what it is handed itself. */
    public Followed prepare(EventLog.Follower follower) {
        return new Followed(follower);
    }

    public void add(Followed followed) {
        followers.add(followed);
    }

    public void hand(List<Delivery> events) {
        for (Followed followed : followers) {
            followed.hand(events);
        }
    }

    public void clear() {
        followers.clear();
    }

    /** One follower, until it is closed. */
    public final class Followed implements EventLog.Following {

        private final EventLog.Follower follower;

        private boolean closed;

        private Followed(EventLog.Follower follower) {
            this.follower = follower;
        }

        public void hand(List<Delivery> events) {
            if (closed) {
                return;
            }
            try {
                follower.appended(events);
            } catch (RuntimeException e) {
                LOGGER.log(
                        System.Logger.Level.ERROR, "A follower of the log failed; it goes on with what comes next", e);
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                closed = true;
                followers.remove(this);
            } finally {
                lock.unlock();
            }
        }
    }
}
