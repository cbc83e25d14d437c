package dev.tidings.hubclient;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Event;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Clients that lose no time, what they publish, and what becomes of it. */
final class Publishing {

    static final PublishLimits QUICK = PublishLimits.DEFAULT.withPauses(Duration.ofMillis(1), Duration.ofMillis(20));

    private Publishing() {}

    static Event event(int number) {
        return Event.of("note", String.valueOf(number));
    }

    static HubClientBuilder client(RawHub hub) {
        return HubClient.builder(hub.uri()).publishLimits(QUICK);
    }

    static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    static PublishException failure(CompletionStage<?> stage) {
        return failure(stage, PublishException.class);
    }

    static <T extends PublishException> T failure(CompletionStage<?> stage, Class<T> type) {
        try {
            throw new AssertionError("published: " + await(stage));
        } catch (CompletionException e) {
            assertThat(e.getCause()).isInstanceOf(type);
            return type.cast(e.getCause());
        }
    }
}
