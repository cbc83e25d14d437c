package dev.tidings.examples.hubclient;

import dev.tidings.client.EventSourceError;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Gap;
import dev.tidings.hubclient.HubClient;
import dev.tidings.hubclient.HubEvent;
import dev.tidings.hubclient.HubListener;
import dev.tidings.hubclient.SubscribeRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CountDownLatch;

/** Follows what is verified for somebody, and goes on where it was, also after it was started anew. */
public final class Follower implements HubListener {

    /** The data of an event. */
    record Verified(String filter, boolean isVerified) {}

    private final Path state;
    private final CountDownLatch refused = new CountDownLatch(1);

    private Follower(Path state) {
        this.state = state;
    }

    /** Takes the URL of the hub, an e-mail, and a file that keeps the id of the last event. */
    public static void main(String[] args) throws Exception {
        Follower follower = new Follower(Path.of(args[2]));
        SubscribeRequest request =
                SubscribeRequest.of(Filter.topic("filter.verified").where("email", args[1]));
        if (Files.exists(follower.state)) {
            EventId last = EventId.parse(Files.readString(follower.state)).orElseThrow();
            request = request.after(last);
        }
        try (HubClient hub = HubClient.builder(URI.create(args[0])).build()) {
            hub.subscribe(request, follower);
            follower.refused.await();
        }
    }

    @Override
    public void onEvent(HubEvent event) {
        Verified verified = event.as(Verified.class);
        System.out.println(verified.filter() + ": " + verified.isVerified());
        try {
            Path next = Files.writeString(
                    state.resolveSibling(state.getFileName() + ".next"),
                    event.id().toString());
            Files.move(next, state, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void onGap(Gap gap) {
        System.out.println("events may be missing (" + gap.reason().text() + "): what is verified has to be read anew");
    }

    @Override
    public void onOpen() {
        System.out.println("following");
    }

    @Override
    public void onError(EventSourceError error) {
        System.err.println(error.message());
        if (!error.willReconnect()) {
            refused.countDown();
        }
    }
}
