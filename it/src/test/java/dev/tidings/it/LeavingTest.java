package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import dev.tidings.testkit.Await;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that goes, in whatever way, leaves nothing behind. */
class LeavingTest {

    private static final Protocol HTTP = Protocol.HTTP_1_1;

    private RunningHub hub;

    @BeforeEach
    void start() {
        hub = RunningHub.start();
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private int subscribers() {
        try {
            return hub.hub()
                    .count(Subscription.of(Filter.all()))
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void subscribeAnd(Consumer<RawClient> leave) {
        try (RawClient client = hub.connect().send(HTTP.get("/sse?email=ann%40example.com"))) {
            client.readHead();
            client.stream(HTTP).nextBlock();
            assertThat(subscribers()).isEqualTo(1);

            leave.accept(client);

            Await.until("nobody is subscribed", () -> subscribers() == 0);
            Await.until("no connection is open", () -> hub.server().connections() == 0);
        }
    }

    @Test
    void byClosing() {
        subscribeAnd(RawClient::close);
    }

    @Test
    void byReset() {
        subscribeAnd(RawClient::reset);
    }

    @Test
    void byEndingItsOutput() {
        subscribeAnd(RawClient::endOutput);
    }

    @Test
    void afterSendingMore() {
        subscribeAnd(client -> client.send(HTTP.get("/sse").repeat(100)).endOutput());
    }

    @Test
    void inTheMiddleOfItsEvents() {
        subscribeAnd(client -> {
            for (int i = 0; i < 1000; i++) {
                hub.publish(Event.of("a", "x".repeat(10_000)).with("email", "ann@example.com"));
            }
            client.reset();
        });
    }

    @Test
    void rightBehindTheRequest() {
        for (int i = 0; i < 200; i++) {
            hub.connect().send(HTTP.get("/sse?email=" + i)).reset();
        }
        Await.until("no connection is open", () -> hub.server().connections() == 0);
        Await.until("nobody is subscribed", () -> subscribers() == 0);
    }
}
