package dev.tidings.hubclient;

import dev.tidings.hub.event.EventId;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What a caller published at once and has a stage for. Immutable but for that stage. */
sealed interface Submission {

    /** Of one event each; at least one. */
    List<byte[]> lines();

    /** When it was published, as {@link System#nanoTime()}. */
    long atNanos();

    /** Whether it needs a request for itself, since a request is published whole or not at all. */
    boolean isAlone();

    /** Ends the stage. Calls what depends on it. */
    void published(List<EventId> ids);

    /** Ends the stage. Calls what depends on it. */
    void failed(Exception why);

    default int bytes() {
        int bytes = 0;
        for (byte[] line : lines()) {
            bytes += line.length + Batch.BYTES_PER_LINE;
        }
        return bytes;
    }

    /** An event by itself. */
    record One(List<byte[]> lines, long atNanos, CompletableFuture<EventId> stage) implements Submission {

        @Override
        public boolean isAlone() {
            return false;
        }

        @Override
        public void published(List<EventId> ids) {
            stage.complete(ids.get(0));
        }

        @Override
        public void failed(Exception why) {
            stage.completeExceptionally(why);
        }
    }

    /** Events that are published whole or not at all. */
    record Whole(List<byte[]> lines, long atNanos, CompletableFuture<List<EventId>> stage) implements Submission {

        @Override
        public boolean isAlone() {
            return true;
        }

        @Override
        public void published(List<EventId> ids) {
            stage.complete(ids);
        }

        @Override
        public void failed(Exception why) {
            stage.completeExceptionally(why);
        }
    }
}
