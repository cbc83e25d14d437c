package dev.tidings.server.publish;

import java.util.concurrent.atomic.AtomicLong;

/** What all bodies that are being received may take together. Any thread. */
final class BodyBudget {

    /** 64 MiB, at most 1/8 of the heap: eight of the largest bodies at once. */
    static final long DEFAULT_BYTES = Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 8);

    /** Why a body is refused for which nothing is left. */
    static final String EXHAUSTED = "too many large bodies are being received";

    private final long limit;
    private final AtomicLong used = new AtomicLong();

    BodyBudget(long limit) {
        this.limit = limit;
    }

    /** Takes so many bytes, which must be given back; false if there are not so many. */
    boolean take(long bytes) {
        if (used.addAndGet(bytes) <= limit) {
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }

    void giveBack(long bytes) {
        used.addAndGet(-bytes);
    }

    long limit() {
        return limit;
    }

    long used() {
        return used.get();
    }
}
