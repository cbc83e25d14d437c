package dev.tidings.it;

import dev.tidings.testkit.Await;
import java.util.List;

/** A browser's tab with the client of docs/browser.md, and what it has seen. */
final class ClientPage {

    private final Browser.Tab tab;

    private ClientPage(Browser.Tab tab) {
        this.tab = tab;
    }

    /** A page whose client is not open yet. */
    static ClientPage load(Browser browser, Application application, int hubPort) {
        Browser.Tab tab = browser.newTab(application.page(hubPort));
        Await.until("the module has run", () -> (boolean) tab.run("return 'client' in window"));
        return new ClientPage(tab);
    }

    Browser.Tab tab() {
        return tab;
    }

    ClientPage open() {
        tab.run("client.open()");
        return this;
    }

    /** With the next event it stops doing anything, and reading, until the application lets it go on. */
    void stallAtNextEvent() {
        tab.run("""
                seen.onEvent = () => {
                    seen.onEvent = null;
                    const request = new XMLHttpRequest();
                    request.open('GET', '/wait', false);
                    request.send();
                };""");
    }

    void close() {
        tab.run("client.close()");
    }

    /** The events' numbers, in the order they came. */
    List<Long> numbers() {
        return list("numbers", Long.class);
    }

    /** Each gap's reason, and how many events came before it. */
    List<String> gaps() {
        return list("gaps", String.class);
    }

    List<String> refusals() {
        return list("refusals", String.class);
    }

    List<String> states() {
        return list("states", String.class);
    }

    private <T> List<T> list(String name, Class<T> type) {
        return ((List<?>) tab.run("return seen." + name))
                .stream().map(type::cast).toList();
    }

    ClientPage awaitState(String state) {
        Await.until("it is " + state, () -> {
            List<String> states = states();
            return !states.isEmpty() && states.get(states.size() - 1).equals(state);
        });
        return this;
    }

    /** Waits until the last of its events is this one. */
    void awaitNumber(long number) {
        Await.until("event " + number, () -> {
            List<Long> numbers = numbers();
            return !numbers.isEmpty() && numbers.get(numbers.size() - 1) >= number;
        });
    }
}
