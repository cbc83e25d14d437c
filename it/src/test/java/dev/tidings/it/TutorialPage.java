package dev.tidings.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.hub.event.Event;
import dev.tidings.testkit.Await;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.util.List;

/** A browser's tab in which the tutorial's client runs, and what it tells about itself. */
final class TutorialPage {

    static final long CONNECTING = 0;
    static final long OPEN = 1;
    static final long CLOSED = 2;

    private static final String CLIENT = resource("tutorial-client.js");

    private final Browser.Tab tab;

    private TutorialPage(Browser.Tab tab) {
        this.tab = tab;
    }

    /** @param origin any address of the origin that the page is to be of */
    static TutorialPage open(Browser browser, URI origin, URI stream) {
        return start(browser.newTab(origin), stream);
    }

    static TutorialPage start(Browser.Tab tab, URI stream) {
        tab.run(CLIENT, stream.toString());
        return new TutorialPage(tab);
    }

    /** Where the events for an e-mail are, on a port of this machine. */
    static URI stream(int port, String email) {
        return URI.create("http://127.0.0.1:" + port + "/sse?email=" + URLEncoder.encode(email, UTF_8));
    }

    /** An event that the tutorial's client understands. */
    static Event numbered(int number, String email) {
        return Event.of("filter.verified", "{\"number\": " + number + "}").with("email", email);
    }

    /** The events' numbers, in the order they came. */
    List<Long> received() {
        return list("client.received", Long.class);
    }

    /** Each {@code tidings.gap} event's type and reason. */
    List<String> gaps() {
        return list("client.gaps", String.class);
    }

    /** Its {@code readyState} at each error. */
    List<Long> statesAtErrors() {
        return list("client.statesAtErrors", Long.class);
    }

    private <T> List<T> list(String expression, Class<T> type) {
        return ((List<?>) tab.run("return " + expression))
                .stream().map(type::cast).toList();
    }

    /** How often its stream was opened. */
    long opens() {
        return (long) tab.run("return client.opens");
    }

    long readyState() {
        return (long) tab.run("return client.eventSource.readyState");
    }

    TutorialPage awaitOpen() {
        Await.until("the stream is open", () -> readyState() == OPEN);
        return this;
    }

    void awaitOpens(int count) {
        Await.until("opened " + count + " times", () -> opens() >= count);
    }

    void awaitErrors(int count) {
        Await.until(count + " errors", () -> statesAtErrors().size() >= count);
    }

    void awaitGaps(int count) {
        Await.until(count + " gaps", () -> gaps().size() >= count);
    }

    void awaitReceived(int count) {
        Await.until(count + " events", () -> received().size() >= count);
    }

    void close() {
        tab.run("client.eventSource.close()");
    }

    private static String resource(String name) {
        try (InputStream in = TutorialPage.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
