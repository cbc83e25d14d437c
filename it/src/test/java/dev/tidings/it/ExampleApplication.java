package dev.tidings.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** One of the applications {@code examples/verified-filter-*}, started from its jar as its README says. */
final class ExampleApplication implements AutoCloseable {

    /** Which one, and how it is told its ports. */
    enum Kind {
        PLAIN("", 2),
        SPRING_MVC("--server.port=", 1),
        SPRING_WEBFLUX("--server.port=", 1);

        private final String portOption;
        private final int ports;

        Kind(String portOption, int ports) {
            this.portOption = portOption;
            this.ports = ports;
        }

        Path project() {
            String name = "verified-filter-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
            return Path.of("..", "examples", name).toAbsolutePath().normalize();
        }

        /** @param set {@code main} or {@code test} */
        Path source(String set, String type) {
            return project().resolve("src/" + set + "/java/com/example/filters/" + type + ".java");
        }

        /** A phase that comes after the tests of others makes it; so it may be missing, or not be of these sources. */
        private Path jar() throws IOException {
            Path jar = project().resolve("target/verified-filter.jar");
            Path compiled = project().resolve("target/classes/com/example/filters/FilterVerified.class");
            if (!Files.exists(jar)
                    || Files.getLastModifiedTime(jar).compareTo(Files.getLastModifiedTime(compiled)) < 0) {
                throw new AssertionError(
                        jar + " is missing or old (expected: mvn package, which makes it, not mvn test)");
            }
            return jar;
        }
    }

    private static final Pattern PORT = Pattern.compile("(?:started on port |http://127\\.0\\.0\\.1:)(\\d+)");
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();

    private final Kind kind;
    private final Path folder;
    private final Process process;
    private final Path log;
    private final List<Integer> ports;

    private ExampleApplication(Kind kind, Path folder, Process process, Path log) {
        this.kind = kind;
        this.folder = folder;
        this.process = process;
        this.log = log;
        Await.until("it listens: " + log, () -> portsInLog().size() == kind.ports || !process.isAlive());
        this.ports = portsInLog();
        if (ports.size() != kind.ports) {
            throw new AssertionError("ended: " + log());
        }
    }

    /**
     * On ports that are free; returns when it accepts connections.
     *
     * @param folder where it keeps its events
     */
    static ExampleApplication start(Kind kind, Path folder) throws IOException {
        return start(kind, folder, Collections.nCopies(kind.ports, 0));
    }

    private static ExampleApplication start(Kind kind, Path folder, List<Integer> ports) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= 24) {
            command.add("--enable-native-access=ALL-UNNAMED");
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-jar", kind.jar().toString()));
        ports.forEach(port -> command.add(kind.portOption + port));
        Path log = Files.createTempFile(folder, "log-", ".txt");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            return new ExampleApplication(kind, folder, process, log);
        } catch (AssertionError e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** Another one in its place, on its ports and with its folder. */
    ExampleApplication startAgain() throws IOException {
        return start(kind, folder, ports);
    }

    private List<Integer> portsInLog() {
        return PORT.matcher(log())
                .results()
                .map(found -> Integer.valueOf(found.group(1)))
                .toList();
    }

    URI uri(String path, String email) {
        return URI.create("http://127.0.0.1:" + ports.get(0) + path + "?email=" + URLEncoder.encode(email, UTF_8));
    }

    /** Verifies somebody's filter; returns the event's id. */
    String verify(String email) {
        return send(HttpRequest.newBuilder(uri("/verify", email)).POST(BodyPublishers.noBody()))
                .body();
    }

    /** What a client gets that asks for a stream and is refused. */
    HttpResponse<String> refusal(String email) {
        return send(HttpRequest.newBuilder(uri("/sse", email)).header("Accept", "text/event-stream"));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        return CLIENT.sendAsync(request.build(), BodyHandlers.ofString()).join();
    }

    /** What it has said so far. */
    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code kill -9}; returns when it is gone. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
