package dev.tidings.hubclient;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.client.EventSourceError;
import dev.tidings.hub.event.Gap;
import dev.tidings.hub.shard.CloseReason;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Notes what it is told, each in one line. */
final class RecordingListener implements HubListener {

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    @Override
    public void onEvent(HubEvent event) {
        told.add(event.toString());
    }

    @Override
    public void onGap(Gap gap) {
        told.add("gap: " + gap.reason().text() + " after " + gap.after() + ", earliest " + gap.earliest());
    }

    @Override
    public void onClosed(CloseReason reason) {
        told.add("closed: " + reason.text());
    }

    @Override
    public void onOpen() {
        told.add("open");
    }

    @Override
    public void onError(EventSourceError error) {
        told.add((error.willReconnect() ? "lost: " : "given up: ") + error.message());
    }

    /** Waits for the next one. */
    String next() throws InterruptedException {
        String next = told.poll(20, TimeUnit.SECONDS);
        assertThat(next).as("told in time").isNotNull();
        return next;
    }
}
