package dev.tidings.examples.embedded;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;
import dev.tidings.server.SseServer;
import java.nio.charset.Charset;
import java.util.Scanner;

/** Publishes what is typed, for the e-mail typed before it: {@code ann@example.com {"isVerified": true}}. */
public final class Embedded {

    private static final String TOPIC = "filter.verified";

    private Embedded() {}

    /** Takes the port, 8080 by default. */
    public static void main(String[] args) {
        try (Hub hub = Hub.open();
                SseServer server = SseServer.builder(hub)
                        .port(args.length > 0 ? Integer.parseInt(args[0]) : 8080)
                        .endpoint("/sse", endpoint -> endpoint.topics(TOPIC).require("email"))
                        .start()) {
            hub.subscribe(
                    Filter.topic(TOPIC).where("email", "ann@example.com"),
                    delivery ->
                            System.out.println("for Ann: " + delivery.event().data()));

            System.out.println("http://127.0.0.1:" + server.port() + "/sse?email=ann@example.com");
            Scanner lines = new Scanner(System.in, Charset.defaultCharset());
            while (lines.hasNext()) {
                String email = lines.next();
                String data = lines.hasNextLine() ? lines.nextLine().strip() : "";
                hub.publish(Event.of(TOPIC, data).with("email", email));
            }
        }
    }
}
