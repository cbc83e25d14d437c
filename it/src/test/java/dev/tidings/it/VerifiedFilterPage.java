package dev.tidings.it;

import dev.tidings.testkit.Await;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** The page of the applications {@code examples/verified-filter-*} in a browser's tab. */
final class VerifiedFilterPage {

    private final Browser.Tab tab;

    private VerifiedFilterPage(Browser.Tab tab) {
        this.tab = tab;
    }

    /** @param address with whose events it is to show */
    static VerifiedFilterPage open(Browser browser, URI address) {
        return new VerifiedFilterPage(browser.newTab(address));
    }

    /** A line for each event: its id and its data, in the order they came. */
    List<String> events() {
        List<?> lines = (List<?>)
                tab.run("return [...document.querySelectorAll('#events li')].map((item) => item.textContent)");
        return lines.stream().map(String.class::cast).toList();
    }

    /** As it stands there: connecting, open, closed. */
    String state() {
        return (String) tab.run("return document.querySelector('#state').textContent");
    }

    VerifiedFilterPage await(String state) {
        Await.until("the page is " + state, () -> state().equals(state));
        return this;
    }

    void awaitEvents(int count) {
        Await.until(count + " events", () -> events().size() >= count);
    }

    /** Forgets what it shows. */
    void clear() {
        tab.run("document.querySelector('#events').replaceChildren()");
    }

    void clickVerify() {
        tab.run("document.querySelector('#verify').click()");
    }

    /** As if its computer were on no network, or on one again. */
    void offline(boolean offline) {
        tab.driver().executeCdpCommand("Network.enable", Map.of());
        tab.driver()
                .executeCdpCommand(
                        "Network.emulateNetworkConditions",
                        Map.of("offline", offline, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
    }
}
