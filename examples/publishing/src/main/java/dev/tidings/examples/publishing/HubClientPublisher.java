package dev.tidings.examples.publishing;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hubclient.HubClient;
import java.net.URI;

/** Publishes with {@code HubClient}, which has its own keys, waits, and sends again. */
public final class HubClientPublisher {

    private HubClientPublisher() {}

    /** Takes the URL of the hub, a topic, an e-mail and data. */
    public static void main(String[] args) {
        try (HubClient hub = HubClient.builder(URI.create(args[0])).build()) {
            Event event = Event.of(args[1], args[3]).with("email", args[2]);
            EventId id = hub.publish(event).toCompletableFuture().join();
            System.out.println(id);
        }
    }
}
