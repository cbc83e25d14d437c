package dev.tidings.hubclient;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.EventLimits;
import dev.tidings.hub.event.Filter;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A hub that runs elsewhere.
 * <pre>{@code
 * try (HubClient hub = HubClient.builder(URI.create("http://localhost:8080")).build()) {
 *     hub.publish(Event.of("filter.verified", json).with("email", "ann@example.com"));
 * }
 * }</pre>
 * Safe for any thread. Has no thread of its own: a JVM's clients share one connection pool and its threads, unless they are given
 * others.
 */
public final class HubClient implements AutoCloseable {

    private static final int MOST_EVENTS = 1_000;

    private final Publisher publisher;
    private final PublishLimits limits;
    private final EventLimits eventLimits;
    private final Sources sources;

    HubClient(HubClientBuilder builder) {
        this.limits = builder.publishLimits;
        this.eventLimits = builder.eventLimits;
        Exchange exchange = new Exchange(builder.http(), builder.events(), builder.token, builder.executor());
        this.publisher = new Publisher(exchange, limits, builder.executor(), InstantSource.system(), builder.onRetry);
        this.sources = builder.sources();
    }

    /** @param hub where the hub is: {@code http://localhost:8080}; a path, if there is one, is put before the hub's own */
    public static HubClientBuilder builder(URI hub) {
        return new HubClientBuilder(hub);
    }

    /**
     * Publishes an event. Returns at once: what is published while a request is under way goes into the next one, in order.
     * <p>
     * A request that fails is sent again, under the same idempotency key, until it is answered or {@link PublishLimits.Times#total()} is
     * over; so an event is never published twice. One that fails leaves the order of the others as it was.
     *
     * @return the id, as soon as the event is as durable as the hub's log promises. Fails with {@link IllegalArgumentException} if
     *     the event is larger than {@link EventLimits} allow, with {@link EventRefusedException} if the hub refuses it, with
     *     {@link HubBusyException} if too much waits already, and otherwise with {@link PublishException}, which knows whether the
     *     event may have been published. Ends on the executor of this client
     */
    public CompletionStage<EventId> publish(Event event) {
        try {
            eventLimits.check(event);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedStage(e);
        }
        return publisher.publish(event);
    }

    /**
     * Publishes several events side by side, whole or not at all, in a request of their own; as {@link #publish(Event)}.
     *
     * @param events 1-1 000, all together at most {@link PublishLimits#listBytes()}
     */
    public CompletionStage<List<EventId>> publish(List<Event> events) {
        try {
            if (events.isEmpty() || events.size() > MOST_EVENTS) {
                throw new IllegalArgumentException(
                        "events: " + events.size() + " (expected: 1.." + MOST_EVENTS + ", published whole)");
            }
            events.forEach(eventLimits::check);
            return publisher.publish(events);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    /** Calls the listener for each event of {@code /events} that matches from now on; as {@link #subscribe(SubscribeRequest, HubListener)}. */
    public HubSubscription subscribe(Filter filter, HubListener listener) {
        return subscribe(SubscribeRequest.of(filter), listener);
    }

    /**
     * Calls the listener for each event that is asked for, once and in order, across any number of lost connections and restarts of
     * the hub. Returns at once; {@link HubListener#onOpen} tells when the hub has begun.
     *
     * @return to end it
     */
    public HubSubscription subscribe(SubscribeRequest request, HubListener listener) {
        return sources.open(request, listener);
    }

    /**
     * Ends what was subscribed, and waits until everything is published that was asked for, at most
     * {@link PublishLimits.Times#closing()}; what is left fails. Not to be called by what depends on a stage of this client, which it
     * would wait for.
     */
    @Override
    public void close() {
        sources.close();
        publisher.close(limits.times().closing());
    }
}
