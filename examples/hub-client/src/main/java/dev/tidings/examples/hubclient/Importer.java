package dev.tidings.examples.hubclient;

import dev.tidings.hub.event.Event;
import dev.tidings.hubclient.HubClient;
import dev.tidings.hubclient.PublishException;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** Publishes each line of a file, and says of which ones it is not known that they were published. */
public final class Importer {

    /** 10 000: enough for ten requests, and little enough to be kept. */
    private static final int MOST_UNDER_WAY = 10_000;

    private Importer() {}

    /** Takes the URL of the hub, the key of a program, a topic and a file. */
    public static void main(String[] args) throws IOException {
        Semaphore room = new Semaphore(MOST_UNDER_WAY);
        AtomicLong published = new AtomicLong();
        try (HubClient hub = HubClient.builder(URI.create(args[0]))
                        .token(() -> args[1])
                        .build();
                BufferedReader lines = Files.newBufferedReader(Path.of(args[3]))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String data = line;
                room.acquireUninterruptibly();
                hub.publish(Event.of(args[2], data)).whenComplete((id, failure) -> {
                    room.release();
                    if (failure == null) {
                        published.incrementAndGet();
                    } else if (failure instanceof PublishException doubtful && doubtful.mayBePublished()) {
                        System.err.println("perhaps published: " + data + ": " + failure.getMessage());
                    } else {
                        System.err.println("not published: " + data + ": " + failure.getMessage());
                    }
                });
            }
        }
        System.out.println(published + " events were published");
    }
}
