package dev.tidings.client;

import dev.tidings.sse.SseMessage;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;

/** Writes down what a publisher tells it. */
final class SubscriberRecorder implements Flow.Subscriber<SseMessage> {

    private final CountDownLatch subscribed = new CountDownLatch(1);
    private final AtomicInteger count = new AtomicInteger();
    private final List<Object> seen = new CopyOnWriteArrayList<>();

    private volatile Flow.Subscription subscription;

    @Override
    public void onSubscribe(Flow.Subscription ofSource) {
        subscription = ofSource;
        subscribed.countDown();
    }

    @Override
    public void onNext(SseMessage message) {
        if (count.incrementAndGet() <= 10) {
            seen.add(message.data());
        }
    }

    @Override
    public void onError(Throwable thrown) {
        seen.add(thrown);
    }

    @Override
    public void onComplete() {
        seen.add("complete");
    }

    int received() {
        return count.get();
    }

    /** The first ten messages' data, and the end. */
    List<Object> seen() {
        return seen;
    }

    private Flow.Subscription subscription() {
        try {
            subscribed.await();
            return subscription;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    void request(long more) {
        subscription().request(more);
    }

    void cancel() {
        subscription().cancel();
    }
}
