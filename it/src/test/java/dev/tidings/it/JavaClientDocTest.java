package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;
import dev.tidings.server.access.Access;
import dev.tidings.server.access.ApiKey;
import dev.tidings.server.access.Grants;
import dev.tidings.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs of docs/java-client.md do what it says. */
class JavaClientDocTest {

    private static final String SOURCES = "hub-client/src/main/java/dev/tidings/examples/hubclient/";
    private static final ExampleProgram IMPORTER = new ExampleProgram(SOURCES + "Importer.java");
    private static final ExampleProgram FOLLOWER = new ExampleProgram(SOURCES + "Follower.java");

    private static final Pattern JAVA = Pattern.compile("(?ms)^```java\n(.*?)^```$");

    @TempDir
    private Path folder;

    private static String uri(RunningHub hub) {
        return "http://127.0.0.1:" + hub.port();
    }

    private static Event verified(String filter) {
        return Event.of("filter.verified", "{\"filter\": \"" + filter + "\", \"isVerified\": true}")
                .with("email", "ann@example.com");
    }

    @Test
    void thePageShowsTheProgramsAsTheyAre() throws IOException {
        List<String> shown = JAVA.matcher(Files.readString(Path.of("..", "docs", "java-client.md")))
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();

        assertThat(shown).containsExactly(IMPORTER.source(), FOLLOWER.source());
    }

    @Test
    void everyLineOfAFileIsPublishedOnceThoughAnAnswerIsLost() throws Exception {
        String key = ApiKey.generate(new SecureRandom());
        Access access = Access.rules()
                .key(new ApiKey("importer", ApiKey.hash(key), new Grants(List.of(), List.of(Filter.all()), false)))
                .build();
        List<String> lines =
                IntStream.range(0, 30_000).mapToObj(number -> "line " + number).toList();
        Path file = Files.write(folder.resolve("lines"), lines);
        Queue<String> arrived = new ConcurrentLinkedQueue<>();
        try (RunningHub hub = RunningHub.start(settings -> settings.access(access));
                LostAnswers network = LostAnswers.once(hub.port());
                Shell importer = IMPORTER.start("http://127.0.0.1:" + network.port(), key, "line", file.toString())) {
            hub.hub()
                    .subscribe(
                            Filter.topic("line"),
                            delivery -> arrived.add(delivery.event().data()));
            importer.awaitEnd();

            assertThat(importer.errors()).isEmpty();
            assertThat(importer.output()).isEqualTo("30000 events were published\n");
            Await.until("all lines", () -> arrived.size() >= lines.size());
            assertThat(List.copyOf(arrived)).isEqualTo(lines);
        }
    }

    @Test
    void whoFollowsGoesOnWhereItWasWhenItIsStartedAnew() throws Exception {
        String state = folder.resolve("state").toString();
        try (RunningHub hub = RunningHub.start()) {
            try (Shell follower = FOLLOWER.start(uri(hub), "ann@example.com", state)) {
                Await.until("following", () -> follower.output().equals("following\n"));
                hub.publish(verified("first"));
                Await.until("the first", () -> follower.output().endsWith("first: true\n"));
                Await.until("its id is kept", () -> Files.exists(Path.of(state)));
            }
            hub.publish(verified("second"));

            try (Shell follower = FOLLOWER.start(uri(hub), "ann@example.com", state)) {
                Await.until("the second", () -> follower.output().equals("following\nsecond: true\n"));
            }
        }
    }
}
