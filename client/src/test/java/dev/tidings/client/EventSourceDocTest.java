package dev.tidings.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** docs/eventsource.md: its Java compiles and does what it says, and each test that it names is there. */
class EventSourceDocTest {

    private static final Path DOC = Path.of("..", "docs", "eventsource.md");
    private static final Path SNIPPETS = Path.of("src", "test", "java", "dev", "tidings", "client", "DocSnippets.java");
    private static final Pattern FENCED = Pattern.compile("(?ms)^```java\n(.*?)^```$");
    private static final Pattern MARKED = Pattern.compile("(?ms)^ +// snippet\n(.*?)^ +// end$");
    private static final Pattern NAMED_TEST = Pattern.compile("`(\\w+Test)\\.(\\w+)`");

    private final ScriptedServer server = ScriptedServer.start();
    private final Queue<String> out = new ConcurrentLinkedQueue<>();

    @AfterEach
    void stop() {
        server.close();
    }

    private static List<String> groups(Path file, Pattern pattern) throws IOException {
        return pattern.matcher(Files.readString(file, UTF_8))
                .results()
                .map(match -> match.group(1).stripTrailing().stripIndent())
                .toList();
    }

    @Test
    void itsJavaIsWhatIsCompiledHere() throws IOException {
        assertThat(groups(DOC, FENCED)).hasSize(5).isEqualTo(groups(SNIPPETS, MARKED));
    }

    @Test
    void eachTestThatItNamesIsThere() throws IOException {
        List<MatchResult> named =
                NAMED_TEST.matcher(Files.readString(DOC, UTF_8)).results().toList();
        assertThat(named).hasSizeGreaterThan(60);
        assertThat(named)
                .allSatisfy(match -> assertThat(hasTest(match.group(1), match.group(2)))
                        .as(match.group())
                        .isTrue());
    }

    private static boolean hasTest(String type, String name) throws ClassNotFoundException {
        Class<?> test = Class.forName("dev.tidings.client." + type);
        return Arrays.stream(test.getDeclaredMethods()).map(Method::getName).anyMatch(name::equals);
    }

    @Test
    void eachOfTheThirtyLinesHasATest() throws IOException {
        String doc = Files.readString(DOC, UTF_8);
        assertThat(IntStream.rangeClosed(1, 30))
                .allSatisfy(line -> assertThat(doc).containsPattern("(?m)^\\| " + line + " \\|.*`\\w+Test\\.\\w+`"));
    }

    @Test
    void pushes() {
        try (EventSource source = DocSnippets.push(server.uri("/sse"), out::add)) {
            server.request().stream("id: 1\ndata: a\n\nevent: price\ndata: 2\n\n")
                    .end();
            Await.until("all is there", () -> out.size() == 4);
            assertThat(out).containsExactly("connected", "1 a", "price 2", "the server ended the stream true");
            assertThat(source.readyState()).isEqualTo(ReadyState.CONNECTING);
        }
    }

    @Test
    void pulls() throws InterruptedException {
        Thread puller = new Thread(() -> DocSnippets.pull(server.uri("/sse"), out::add));
        puller.start();
        server.request().stream("data: a\n\nevent: last\ndata: b\n\ndata: c\n\n")
                .awaitEnd();
        puller.join();
        assertThat(out).containsExactly("a", "b");
    }

    @Test
    void publishes() {
        SubscriberRecorder subscriber = new SubscriberRecorder();
        DocSnippets.publisher(server.uri("/sse"), subscriber);
        subscriber.request(1);
        ScriptedServer.Connection connection = server.request().stream("data: a\n\ndata: b\n\n");
        Await.until("one is there", () -> subscriber.received() == 1);
        subscriber.cancel();
        connection.awaitEnd();
        assertThat(subscriber.seen()).containsExactly("a");
    }

    @Test
    void goesOnBehindWhatWasStored() {
        try (EventSource source = DocSnippets.settings(server.uri("/sse"), () -> "fresh", "41", out::add)) {
            ScriptedServer.Connection request = server.request();
            assertThat(request.header("Authorization")).containsExactly("Bearer fresh");
            assertThat(request.header("Last-Event-ID")).containsExactly("41");
            request.stream("id: 42\ndata: a\n\n");
            Await.until("it is stored", () -> out.contains("42"));
            assertThat(source.lastEventId()).isEqualTo("42");
        }
    }

    @Test
    void takesACallersClient() {
        try (EventSource source = DocSnippets.http2(server.uri("/sse"))) {
            server.request().stream("data: a\n\n");
            assertThat(source.iterator().next().data()).isEqualTo("a");
        }
    }
}
