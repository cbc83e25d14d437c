package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import dev.tidings.testkit.Await;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A hundred streams on one connection of HTTP/2, of clients as they are. */
class ManyStreamsTest {

    private static final int STREAMS = 100;
    private static final int EVENTS = 10;

    private static final String PAGE = """
            window.received = Array.from({length: arguments[0]}, () => []);
            window.opened = 0;
            for (let i = 0; i < arguments[0]; i++) {
                const source = new EventSource('/sse?topic=all&topic=only.n' + i);
                source.onopen = () => window.opened++;
                source.onmessage = message => window.received[i].push(message.data);
            }
            """;

    private RunningHub hub;

    @BeforeEach
    void start() {
        hub = RunningHub.start(settings -> settings.tls(TestCertificate.files()));
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private String url(String target) {
        return "https://127.0.0.1:" + hub.port() + target;
    }

    /** The connection and each of its streams count. */
    private void awaitStreamsOfOneConnection() {
        awaitStreams();
        assertThat(hub.server().connections()).isEqualTo(1 + STREAMS);
    }

    private void awaitStreams() {
        Await.until(
                "all streams are open",
                () -> hub.hub()
                                .count(Subscription.of(Filter.all()))
                                .toCompletableFuture()
                                .join()
                        == STREAMS);
    }

    private void publish() {
        for (int i = 0; i < EVENTS; i++) {
            hub.publish(Event.of("all", "event " + i));
        }
    }

    /** One after the other: what comes of several streams at once is mixed on one output wherever a read ends. */
    private void publishAndAwaitEach(Shell client) {
        for (int i = 0; i < EVENTS; i++) {
            Pattern event = Pattern.compile("^data: event " + i + "$", Pattern.MULTILINE);
            hub.publish(Event.of("all", "event " + i));
            Await.until(
                    "all streams have event " + i,
                    () -> event.matcher(client.output()).results().count() == STREAMS);
        }
    }

    @Test
    void ofNghttp() {
        try (Shell nghttp = Shell.start("stdbuf -o0 nghttp -m " + STREAMS + " " + url("/sse?topic=all"))) {
            awaitStreamsOfOneConnection();
            publishAndAwaitEach(nghttp);
        }
    }

    @Test
    void ofCurl() {
        String many = url("/sse?topic=all&topic=n[1-" + STREAMS + "]");
        try (Shell curl = Shell.start("curl -k -N --http2 -Z --parallel-max " + STREAMS + " '" + many + "'")) {
            awaitStreamsOfOneConnection();
            publishAndAwaitEach(curl);
        }
    }

    @Test
    void ofAPage() {
        try (Browser browser = Browser.open()) {
            Browser.Tab tab = browser.newTab(URI.create(url("/health/live")));
            tab.run(PAGE, STREAMS);
            Await.until("all are open", () -> tab.run("return window.opened").equals((long) STREAMS));
            awaitStreams();
            // A browser may have opened one more ahead, which carries none.
            assertThat(hub.server().connections()).isBetween(1 + STREAMS, 2 + STREAMS);
            publish();
            for (int i = 0; i < STREAMS; i++) {
                hub.publish(Event.of("only.n" + i, "mine " + i));
            }
            hub.publish(Event.of("all", "last"));

            Await.until(
                    "all have the last",
                    () -> tab.run("return window.received.filter(r => r[r.length - 1] === 'last').length")
                            .equals((long) STREAMS));
            for (int i = 0; i < STREAMS; i++) {
                List<?> received = (List<?>) tab.run("return window.received[arguments[0]]", i);
                assertThat(received).hasSize(EVENTS + 2);
                assertThat(received.get(EVENTS)).isEqualTo("mine " + i);
            }
        }
    }
}
