package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a newcomer copies from README.md runs as it stands there. */
class ReadmeTest {

    private static final Pattern FENCED = Pattern.compile("(?ms)^```(\\w*)\n(.*?)^```$");

    /** The fenced blocks of a language ("" for none) that contain a text, in order. */
    private static List<String> blocks(String language, String text) throws IOException {
        return FENCED.matcher(Files.readString(Path.of("..", "README.md")))
                .results()
                .filter(block -> block.group(1).equals(language))
                .map((MatchResult block) -> block.group(2))
                .filter(block -> block.contains(text))
                .toList();
    }

    private static String at(RunningHub hub, String block) {
        assertThat(block).contains("127.0.0.1:8080");
        return block.replace("127.0.0.1:8080", "127.0.0.1:" + hub.port());
    }

    @Test
    void whatIsPublishedInOneTerminalArrivesInTheOther() throws IOException {
        List<String> curls = blocks("", "curl");
        assertThat(curls).as("to subscribe, to publish").hasSize(2);
        try (RunningHub hub = RunningHub.start();
                Shell subscriber = Shell.start(at(hub, curls.get(0)))) {
            Await.until("the first block", () -> subscriber.output().endsWith("\n\n"));

            String answer = Shell.run(at(hub, curls.get(1)));

            assertThat(answer).matches("\\{\"id\":\"\\S+\"}");
            String id = answer.substring(7, answer.length() - 2);
            Await.until(
                    "the event", () -> subscriber.output().endsWith("id: " + id + "\ndata: {\"isVerified\":true}\n\n"));
        }
    }

    @Test
    void theLinesForAPageReceiveTheEventOfTheTerminal() throws IOException {
        List<String> scripts = blocks("js", "EventSource");
        assertThat(scripts).hasSize(1);
        try (RunningHub hub = RunningHub.start();
                Browser browser = Browser.open()) {
            Browser.Tab tab = browser.newTab(hub.uri("/health/live"));
            tab.run("window.logged = []; console.log = (message) => logged.push(message);" + scripts.get(0)
                    + "window.source = source;");
            Await.until("it is open", () -> (long) tab.run("return source.readyState") == TutorialPage.OPEN);

            Shell.run(at(hub, blocks("", "curl").get(1)));

            Await.until("the event", () -> tab.run("return logged").equals(List.of(true)));
        }
    }
}
