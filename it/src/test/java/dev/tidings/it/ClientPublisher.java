package dev.tidings.it;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hubclient.HubClient;
import dev.tidings.hubclient.PublishLimits;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/** Publishes through a {@link HubClient} on a thread of its own, and has each event in the log in the end. */
final class ClientPublisher implements AutoCloseable {

    /** Far more than a hub takes to be started anew; so every event is to be published. */
    private static final PublishLimits LIMITS =
            PublishLimits.DEFAULT.withBatch(200, 16 << 10).withPauses(Duration.ofMillis(5), Duration.ofMillis(100));

    private static final int MOST_UNDER_WAY = 300;

    private final HubClient client;
    private final Random random;
    private final IntFunction<TrackedEvent> events;
    private final AtomicInteger acknowledged;
    private final Semaphore room = new Semaphore(MOST_UNDER_WAY);
    private final Thread thread;

    // The thread's, until it has ended.
    private final Map<TrackedEvent, CompletionStage<EventId>> published = new LinkedHashMap<>();

    private volatile boolean ended;

    /**
     * @param events by number
     * @param acknowledged counted up with each
     */
    ClientPublisher(URI hub, Random random, IntFunction<TrackedEvent> events, AtomicInteger acknowledged) {
        this.client = HubClient.builder(hub).publishLimits(LIMITS).build();
        this.random = random;
        this.events = events;
        this.acknowledged = acknowledged;
        this.thread = new Thread(this::run, "client-publisher");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        int next = 0;
        while (!ended) {
            for (int burst = 1 + random.nextInt(60); burst > 0; burst--) {
                room.acquireUninterruptibly();
                publish(events.apply(next++));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(10)));
        }
    }

    static Event toEvent(TrackedEvent event) {
        Event.Builder builder = Event.builder(event.topic()).attribute("tenant", event.tenant());
        event.emails().forEach(email -> builder.attribute("email", email));
        return builder.data(event.data()).build();
    }

    private void publish(TrackedEvent event) {
        CompletionStage<EventId> stage = client.publish(toEvent(event));
        published.put(event, stage.whenComplete((id, failure) -> {
            room.release();
            acknowledged.incrementAndGet();
        }));
    }

    /** Publishes nothing more; what it has published, in order, with the ids it was told. Fails if it was told of a failure. */
    Map<TrackedEvent, EventId> finish() throws InterruptedException {
        ended = true;
        thread.join();
        Map<TrackedEvent, EventId> ids = new LinkedHashMap<>();
        published.forEach(
                (event, stage) -> ids.put(event, stage.toCompletableFuture().join()));
        return ids;
    }

    @Override
    public void close() {
        ended = true;
        client.close();
    }
}
