package dev.tidings.hubclient;

import dev.tidings.client.EventSource;
import dev.tidings.client.EventSourceBuilder;
import dev.tidings.hub.event.EventId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;

/** The streams of a client that are open. Safe for any thread. */
final class Sources {

    private final Function<String, EventSourceBuilder> prepare;
    private final JsonMapper mapper;

    // Guarded by this; by keys that are there before their source is.
    private final Map<Object, EventSource> open = new HashMap<>();
    private boolean closed;

    /** @param prepare makes what connects to a target: a path and a query */
    Sources(Function<String, EventSourceBuilder> prepare, JsonMapper mapper) {
        this.prepare = prepare;
        this.mapper = mapper;
    }

    /** @throws IllegalStateException if they were closed */
    HubSubscription open(SubscribeRequest request, HubListener listener) {
        Object key = new Object();
        Subscriber subscriber = new Subscriber(listener, mapper);
        EventSourceBuilder builder = prepare.apply(request.target())
                .lastEventId(request.after().map(EventId::toString).orElse(""))
                .onOpen(listener::onOpen)
                .onAny(subscriber::take)
                .onError(error -> {
                    if (!error.willReconnect()) {
                        forget(key);
                    }
                    listener.onError(error);
                });
        EventSource source;
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("client: closed (expected: open)");
            }
            source = builder.open();
            open.put(key, source);
        }
        return new HubSubscription(source, () -> forget(key));
    }

    private synchronized void forget(Object key) {
        open.remove(key);
    }

    void close() {
        List<EventSource> sources;
        synchronized (this) {
            closed = true;
            sources = List.copyOf(open.values());
            open.clear();
        }
        sources.forEach(EventSource::close);
    }
}
