package dev.tidings.it;

import java.util.ArrayList;
import java.util.List;

/** Publishers on threads of their own, who publish while they are let. */
final class PublisherCrowd implements AutoCloseable {

    private final List<Thread> threads = new ArrayList<>();

    // Guarded by this.
    private boolean let;
    private int publishing;
    private Throwable failure;

    void add(TrackingPublisher publisher) {
        Thread thread = new Thread(() -> run(publisher), "publisher-" + threads.size());
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void run(TrackingPublisher publisher) {
        try (publisher) {
            while (true) {
                begin();
                try {
                    publisher.publish();
                } finally {
                    end();
                }
            }
        } catch (InterruptedException end) {
            // Closed.
        } catch (Throwable e) {
            synchronized (this) {
                failure = e;
            }
        }
    }

    private synchronized void begin() throws InterruptedException {
        while (!let) {
            wait();
        }
        publishing++;
    }

    private synchronized void end() {
        publishing--;
        notifyAll();
    }

    synchronized void go() {
        check();
        let = true;
        notifyAll();
    }

    /** They publish nothing more for now. Whoever waits for a hub goes on waiting. */
    synchronized void hold() {
        let = false;
        check();
    }

    /** They publish nothing more for now; returns when every answer is there. */
    synchronized void holdAndWait() throws InterruptedException {
        let = false;
        while (publishing > 0 && failure == null) {
            wait();
        }
        check();
    }

    private void check() {
        if (failure != null) {
            throw new AssertionError("a publisher failed", failure);
        }
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
    }
}
