package dev.tidings.it;

import dev.tidings.client.EventSource;
import dev.tidings.client.EventSourceError;
import dev.tidings.client.RetryPolicy;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Gap;
import dev.tidings.hubclient.HubClient;
import dev.tidings.hubclient.HubEvent;
import dev.tidings.hubclient.HubListener;
import dev.tidings.hubclient.HubSubscription;
import dev.tidings.hubclient.SubscribeRequest;
import dev.tidings.sse.SseMessage;
import dev.tidings.testkit.Await;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** A subscriber by one of our clients that remembers everything it was told. */
final class ToldClient implements HubListener, AutoCloseable {

    /** Waits less than usual after failures: a hub that is killed is soon there again. */
    static final RetryPolicy SOON =
            RetryPolicy.DEFAULT.withRetriedStatuses(RetryPolicy.BUSY).withMaxDelay(Duration.ofMillis(200));

    /** The key of an event, or what a gap or an end that it does not come back from says. */
    record Told(EventId id, String what) {}

    private final Interest interest;
    private final EventId first;
    private final Runnable end;
    private final Supplier<String> lastEventId;

    // Guarded by this.
    private final List<Told> told = new ArrayList<>();
    private final Set<String> keys = new HashSet<>();

    /** By the hub's client. @param first where it goes on; {@link EventId#NOWHERE} to begin now */
    ToldClient(Interest interest, HubClient client, EventId first) {
        this.interest = interest;
        this.first = first;
        Filter filter = interest.topics().isEmpty() ? Filter.all() : Filter.topics(interest.topics());
        if (!interest.email().isEmpty()) {
            filter = filter.where("email", interest.email());
        }
        if (!interest.tenant().isEmpty()) {
            filter = filter.where("tenant", interest.tenant());
        }
        SubscribeRequest request = SubscribeRequest.of(filter);
        HubSubscription subscription =
                client.subscribe(first.equals(EventId.NOWHERE) ? request : request.after(first), this);
        this.end = subscription::close;
        this.lastEventId = subscription::lastEventId;
    }

    /** By an event source, from now on. */
    ToldClient(Interest interest, URI hub) {
        this.interest = interest;
        this.first = EventId.NOWHERE;
        EventSource source = EventSource.builder(hub.resolve(interest.target()))
                .retryPolicy(SOON)
                .onAny(this::take)
                .onError(this::onError)
                .open();
        this.end = source::close;
        this.lastEventId = source::lastEventId;
    }

    Interest interest() {
        return interest;
    }

    /** Behind which it is to get everything; {@link EventId#NOWHERE} for what was published after it had joined. */
    EventId first() {
        return first;
    }

    /** Waits until its first block has come: what is published from now on is for it. */
    void awaitJoined() {
        Await.until(interest.name() + " has joined", () -> !lastEventId.get().isEmpty());
    }

    void awaitEvent(String key) {
        Await.until(interest.name() + " was told of " + key, () -> isTold(key));
    }

    private synchronized boolean isTold(String key) {
        return keys.contains(key);
    }

    synchronized List<Told> told() {
        return List.copyOf(told);
    }

    private void take(SseMessage message) {
        add(
                EventId.parse(message.lastEventId()).orElseThrow(),
                message.type().equals(SseMessage.DEFAULT_TYPE)
                        ? TrackedEvent.keyOf(message.data())
                        : message.toString());
    }

    @Override
    public void onEvent(HubEvent event) {
        add(event.id(), TrackedEvent.keyOf(event.data()));
    }

    @Override
    public void onGap(Gap gap) {
        add(gap.earliest(), gap.toString());
    }

    @Override
    public void onError(EventSourceError error) {
        if (!error.willReconnect()) {
            add(EventId.NOWHERE, error.message());
        }
    }

    private synchronized void add(EventId id, String what) {
        told.add(new Told(id, what));
        keys.add(what);
    }

    @Override
    public void close() {
        end.run();
    }
}
