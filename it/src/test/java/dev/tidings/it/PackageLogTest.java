package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.examples.packagelog.LogPublisher;
import dev.tidings.examples.packagelog.PackageFollower;
import dev.tidings.hub.event.Event;
import dev.tidings.sse.SseHandler;
import dev.tidings.sse.SseMessage;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real package log, published over HTTP, reaches those who follow its packages as it stands in the file. */
class PackageLogTest {
    private static final int FOLLOWED = 50;

    /** This machine's own log; where there is none, an excerpt of a real one. */
    private static final Path REAL = Path.of("/var/log/dpkg.log");

    private static final String EXCERPT = "dpkg-excerpt.log";

    /** Published last, for everyone: what comes too much or twice has come by then. */
    private static final String END = "end";

    // Not the example's parser: the file is read a second way.
    private static final Pattern ABOUT_A_PACKAGE = Pattern.compile(
            "^(\\S+) (\\S+) (?:(status) (\\S+)|([a-z]+)) ([a-z0-9+.-]+):([a-z0-9-]+) (\\S+)(?: (\\S+))?$");
    private static final Pattern STARTUP = Pattern.compile("^(\\S+) (\\S+) startup (\\S+) (\\S+)$");

    @TempDir
    Path folder;

    private Path file;
    private List<String> lines;

    /** A copy, since the log may grow while it is tested. */
    @BeforeEach
    void copyTheLog() throws IOException {
        file = folder.resolve("dpkg.log");
        boolean real = Files.isReadable(REAL) && Files.size(REAL) > 0;
        try (InputStream source =
                real ? Files.newInputStream(REAL) : PackageLogTest.class.getResourceAsStream(EXCERPT)) {
            Files.copy(source, file);
        }
        lines = Files.readAllLines(file);
        System.out.println("PackageLogTest: " + lines.size() + " lines of " + (real ? REAL : EXCERPT));
    }

    @Test
    void everyFollowerReceivesExactlyTheLinesOfItsPackage() throws Exception {
        try (RunningHub hub = RunningHub.start();
                Followers followers = new Followers(hub.uri("/"))) {
            List<String> packages = somePackages();
            for (String name : packages) followers.follow(List.of(name), expectedOf(name));
            followers.follow(List.of(), expectedOf(""));
            followers.awaitJoined();

            LogPublisher.Result result = new LogPublisher(hub.uri("/")).publish(file);

            assertThat(result.unknown()).as(result.firstUnknown()).isZero();
            assertThat(result.published()).isEqualTo(lines.size());
            hub.publish(Event.of("package.end", END).with("package", packages.toArray(String[]::new)));
            followers.assertExactlyAsExpected();
        }
    }

    @Test
    void linesThatAreNotUnderstoodAreCounted() throws Exception {
        Path strange = folder.resolve("strange.log");
        Files.write(strange, List.of(lines.get(0), "no such line", "", "2026-01-02 10:11:12 status installed half"));
        try (RunningHub hub = RunningHub.start()) {
            LogPublisher.Result result = new LogPublisher(hub.uri("/")).publish(strange);

            assertThat(result).isEqualTo(new LogPublisher.Result(1, 3, "line 2: no such line"));
        }
    }

    /** Spread over all that the log names, in the order of the alphabet. */
    private List<String> somePackages() {
        List<String> all = new ArrayList<>(new TreeSet<>(lines.stream()
                .map(ABOUT_A_PACKAGE::matcher)
                .filter(Matcher::matches)
                .map(match -> match.group(6))
                .toList()));
        int count = Math.min(FOLLOWED, all.size());
        List<String> some = new ArrayList<>();
        for (int i = 0; i < count; i++) some.add(all.get(i * all.size() / count));
        return some;
    }

    /** The data of all events about a package, or of all events if it is empty. */
    private List<String> expectedOf(String name) {
        List<String> expected = new ArrayList<>();
        for (String line : lines) {
            Matcher match = ABOUT_A_PACKAGE.matcher(line);
            Matcher startup = STARTUP.matcher(line);
            if (match.matches() && (name.isEmpty() || match.group(6).equals(name))) {
                expected.add(match.group(3) != null ? statusData(match) : actionData(match));
            } else if (name.isEmpty() && startup.matches()) {
                expected.add("{\"time\":\"%sT%s\",\"action\":\"startup\",\"kind\":\"%s\",\"step\":\"%s\"}"
                        .formatted(startup.group(1), startup.group(2), startup.group(3), startup.group(4)));
            }
        }
        return expected;
    }

    private static String statusData(Matcher line) {
        return ("{\"time\":\"%sT%s\",\"action\":\"status\",\"package\":\"%s\",\"architecture\":\"%s\","
                        + "\"state\":\"%s\",\"version\":\"%s\"}")
                .formatted(line.group(1), line.group(2), line.group(6), line.group(7), line.group(4), line.group(8));
    }

    private static String actionData(Matcher line) {
        return ("{\"time\":\"%sT%s\",\"action\":\"%s\",\"package\":\"%s\",\"architecture\":\"%s\","
                        + "\"installed\":\"%s\",\"available\":\"%s\"}")
                .formatted(
                        line.group(1),
                        line.group(2),
                        line.group(5),
                        line.group(6),
                        line.group(7),
                        line.group(8),
                        line.group(9));
    }

    /** Those who follow, what each shall receive, and what it has received. */
    private static final class Followers implements AutoCloseable {
        private final PackageFollower follower;
        private final List<CompletableFuture<Void>> streams = new ArrayList<>();
        private final Map<Recording, List<String>> expected = new LinkedHashMap<>();

        Followers(URI hub) {
            follower = new PackageFollower(HttpClient.newHttpClient(), hub);
        }

        void follow(List<String> packages, List<String> data) {
            Recording recording = new Recording();
            List<String> untilTheEnd = new ArrayList<>(data);
            untilTheEnd.add(END);
            expected.put(recording, untilTheEnd);
            streams.add(follower.follow(packages, recording));
        }

        void awaitJoined() throws InterruptedException {
            for (Recording recording : expected.keySet()) {
                assertThat(recording.joined.await(20, TimeUnit.SECONDS)).isTrue();
            }
        }

        @Override
        public void close() {
            streams.forEach(stream -> stream.cancel(true));
        }

        void assertExactlyAsExpected() throws InterruptedException {
            for (Map.Entry<Recording, List<String>> entry : expected.entrySet()) {
                Recording recording = entry.getKey();
                assertThat(recording.ended.await(20, TimeUnit.SECONDS)).isTrue();
                assertThat(recording.data()).isEqualTo(entry.getValue());
            }
        }
    }

    /** What one stream has brought. */
    private static final class Recording implements SseHandler {
        private final CountDownLatch joined = new CountDownLatch(1);
        private final CountDownLatch ended = new CountDownLatch(1);
        private final List<String> received = new ArrayList<>();

        @Override
        public void onId(String id) {
            joined.countDown();
        }

        @Override
        public synchronized void onMessage(SseMessage message) {
            received.add(message.data());
            if (message.data().equals(END)) ended.countDown();
        }

        synchronized List<String> data() {
            return List.copyOf(received);
        }
    }
}
