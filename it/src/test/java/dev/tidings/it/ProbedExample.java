package dev.tidings.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.testkit.Await;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One of the Spring examples in a JVM of its own, with the endpoints of {@code it/spring-probe} besides its own. */
final class ProbedExample implements AutoCloseable {

    /** Which one, on which server. */
    enum Kind {
        MVC_TOMCAT("verified-filter-spring-mvc"),
        MVC_JETTY("verified-filter-spring-mvc"),
        WEBFLUX("verified-filter-spring-webflux");

        private final Path project;

        Kind(String name) {
            this.project = Path.of("..", "examples", name).toAbsolutePath().normalize();
        }
    }

    private static final Path PROBE = Path.of("spring-probe", "target").toAbsolutePath();
    private static final Pattern PORT = Pattern.compile("started on port (\\d+)");
    private static final Pattern NOISE = Pattern.compile("^\\S+ +(WARN|ERROR) .*$", Pattern.MULTILINE);
    private static final int SECONDS = 60;

    /** Ten times what it takes on a machine that has nothing else to do. */
    private static final Duration START = Duration.ofSeconds(60);

    private final Process process;
    private final Path log;
    private final int port;

    private ProbedExample(Process process, Path log) {
        this.process = process;
        this.log = log;
        Await.until("a port in the log", START, () -> PORT.matcher(log()).find() || !process.isAlive());
        Matcher started = PORT.matcher(log());
        if (!started.find()) {
            throw new AssertionError(log());
        }
        this.port = Integer.parseInt(started.group(1));
    }

    /**
     * Returns when it accepts connections.
     *
     * @param folder where its jar is unpacked, and it keeps its events
     */
    static ProbedExample start(Kind kind, Path folder, String... arguments) throws IOException {
        String mainClass = unpack(kind, folder);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= 24) {
            command.add("--enable-native-access=ALL-UNNAMED");
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(List.of("-Xmx512m", "-cp", "classes:lib/*:" + PROBE.resolve("classes"), mainClass));
        command.addAll(List.of("--server.port=0", "--spring.main.banner-mode=off"));
        command.addAll(List.of(arguments));
        Path log = Files.createTempFile(folder, "log-", ".txt");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            return new ProbedExample(process, log);
        } catch (AssertionError e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static String unpack(Kind kind, Path folder) throws IOException {
        try (JarFile jar =
                new JarFile(kind.project.resolve("target/verified-filter.jar").toFile())) {
            for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                String name = entry.getName();
                if (!entry.isDirectory() && name.startsWith("BOOT-INF/") && isOf(kind, name)) {
                    Path file = folder.resolve(name.substring("BOOT-INF/".length()));
                    Files.createDirectories(file.getParent());
                    try (InputStream content = jar.getInputStream(entry)) {
                        Files.copy(content, file);
                    }
                }
            }
            if (kind == Kind.MVC_JETTY) {
                addJetty(folder.resolve("lib"));
            }
            return jar.getManifest().getMainAttributes().getValue("Start-Class");
        }
    }

    private static boolean isOf(Kind kind, String name) {
        boolean tomcat = name.contains("spring-boot-tomcat")
                || name.contains("tomcat-embed-core")
                || name.contains("tomcat-embed-websocket");
        return kind != Kind.MVC_JETTY || !tomcat;
    }

    private static void addJetty(Path lib) throws IOException {
        try (Stream<Path> jars = Files.list(PROBE.resolve("jetty"))) {
            for (Path jar : jars.toList()) {
                if (!Files.exists(lib.resolve(jar.getFileName()))) {
                    Files.copy(jar, lib.resolve(jar.getFileName()));
                }
            }
        }
    }

    int port() {
        return port;
    }

    RawClient connect() {
        return RawClient.connect(port);
    }

    /** A stream of which the head and the first block have been read. */
    RawStream open(RawClient client, String target) {
        client.send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n");
        assertThat(client.readHead().status()).isEqualTo(200);
        RawStream stream = client.stream(Protocol.HTTP_1_1);
        assertThat(stream.nextBlock()).contains("id: ", "retry: ");
        return stream;
    }

    void post(String target) {
        try (RawClient client = connect()) {
            client.send("POST " + target
                    + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
            assertThat(client.readHead().status()).isEqualTo(200);
        }
    }

    /** What the probe says that it holds. */
    JsonNode holdings(boolean collected) {
        try (RawClient client = connect()) {
            client.send("GET /probe/holdings?collected=" + collected
                    + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            client.readHead();
            String body = new String(client.readToEnd(), UTF_8);
            return JsonMapper.shared().readTree(body.substring(body.indexOf('{'), body.lastIndexOf('}') + 1));
        }
    }

    /** Lines of its log that say that something is wrong. */
    List<String> noise() {
        return NOISE.matcher(log()).results().map(line -> line.group()).toList();
    }

    /** What it has said so far. */
    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code kill -15}, which an orderly end follows; waits for that, and says how long it took. */
    long end() throws InterruptedException {
        long begun = System.nanoTime();
        process.destroy();
        assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).as("it ended").isTrue();
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    }

    /** {@code kill -9}; returns when it is gone. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
