package dev.tidings.it;

import dev.tidings.testkit.Await;
import java.net.URI;
import java.util.List;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The page at {@code /} in a browser's tab, used by clicking and typing. */
final class HubPage {

    private final Browser.Tab tab;

    private HubPage(Browser.Tab tab) {
        this.tab = tab;
    }

    static HubPage open(Browser browser, URI address) {
        return new HubPage(browser.newTab(address));
    }

    Browser.Tab tab() {
        return tab;
    }

    private WebElement find(String selector) {
        return tab.driver().findElement(By.cssSelector(selector));
    }

    private int count(String selector) {
        return tab.driver().findElements(By.cssSelector(selector)).size();
    }

    private void type(String selector, String text) {
        find(selector).sendKeys(Keys.chord(Keys.CONTROL, "a"), text);
    }

    /** Publishes, and waits for the answer; returns what is shown of it. */
    String publish(String email, String data) {
        type("#publish-email", email);
        type("#publish-data", data);
        return publish();
    }

    /** Publishes what the form holds, and waits for the answer; returns what is shown of it. */
    String publish() {
        String before = find("#publish-answer").getText();
        find("#publish-submit").click();
        Await.until("an answer", () -> {
            WebElement answer = find("#publish-answer");
            return !answer.getText().equals(before)
                    && !answer.getDomAttribute("data-state").equals("pending");
        });
        return find("#publish-answer").getText();
    }

    /** Publishes what the form holds as whoever has this token or key, and waits for the answer; returns what is shown of it. */
    String publishAs(String token) {
        type("#publish-token", token);
        return publish();
    }

    /** Whether it asks for tokens. */
    boolean asksForTokens() {
        return find("#publish-token").isDisplayed();
    }

    String answerState() {
        return find("#publish-answer").getDomAttribute("data-state");
    }

    String raw() {
        return text("#raw");
    }

    /** All of an element's text, also what has scrolled out of sight. */
    String text(String selector) {
        return find(selector).getDomProperty("textContent");
    }

    void addClient() {
        find("#add-client").click();
    }

    boolean takesMoreClients() {
        return find("#add-client").isEnabled();
    }

    int clients() {
        return count(".client");
    }

    Card card(String email) {
        return new Card(email);
    }

    /** One client on the page. */
    final class Card {

        private final String selector;

        private Card(String email) {
            this.selector = ".client[data-email='" + email + "']";
        }

        Card awaitState(String state) {
            Await.until(selector + " is " + state, () -> count(selector + "[data-state='" + state + "']") == 1);
            return this;
        }

        Card awaitEvents(int number) {
            Await.until(selector + " has " + number + " events", () -> ids().size() == number);
            return this;
        }

        /** Connects as whoever has this token. */
        Card connectAs(String token) {
            type(selector + " .token", token);
            press();
            return this;
        }

        /** Connects for another e-mail address; its card has that from then on. */
        Card connectFor(String email) {
            type(selector + " .email", email);
            press();
            return card(email);
        }

        String status() {
            return find(selector + " .status").getText();
        }

        /** Connects or disconnects. */
        void press() {
            find(selector + " .connect").click();
        }

        String tally() {
            return find(selector + " .tally").getText().replace('\n', ' ');
        }

        String trouble() {
            return find(selector + " .trouble").getText();
        }

        /** The ids of what has arrived, newest first. */
        List<String> ids() {
            return tab.driver().findElements(By.cssSelector(selector + " .events li.event")).stream()
                    .map(item -> item.getDomAttribute("data-id"))
                    .toList();
        }

        int caughtUp() {
            return count(selector + " .events li.event.caught-up");
        }

        String newest() {
            return find(selector + " .events li:first-child").getText();
        }
    }
}
