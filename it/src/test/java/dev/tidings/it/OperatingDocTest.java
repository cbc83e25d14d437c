package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidings.server.DrainPeriods;
import dev.tidings.server.ServerLimits;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** docs/operating.md shows the files of {@code deploy}, and these fit the hub. */
class OperatingDocTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "operating.md");
    private static final Path DEPLOY = Path.of("..", "deploy");

    /** What the last stream to be ended has for its last bytes. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    private static String read(String name) throws IOException {
        return Files.readString(DEPLOY.resolve(name));
    }

    @Test
    void everyFileIsShownAsItIs() throws IOException {
        String document = Files.readString(DOCUMENT);
        try (Stream<Path> files = Files.list(DEPLOY)) {
            for (Path file : files.toList()) {
                assertThat(document).containsPattern("\n```[a-z]+\n" + Pattern.quote(Files.readString(file)) + "```\n");
            }
        }
    }

    @Test
    void nginxGivesTheHubTheTimeAndTheRoomItNeeds() throws IOException {
        String nginx = read("nginx.conf");
        ServerLimits limits = ServerLimits.DEFAULT;

        assertThat(seconds(nginx, "proxy_read_timeout (\\d+)s;"))
                .isGreaterThanOrEqualTo(limits.heartbeat().multipliedBy(2));
        assertThat(seconds(nginx, "keepalive_timeout (\\d+)s;")).isLessThan(limits.idle());
        assertThat(number(nginx, "client_max_body_size (\\d+)m;") << 20).isEqualTo(limits.bodyBytes());
    }

    @Test
    void theUnitIsOneForSystemdAndWaitsForTheDrain() throws Exception {
        String unit = read("tidings.service");
        assertThat(seconds(unit, "TimeoutStopSec=(\\d+)s")).isGreaterThanOrEqualTo(longestStop());
        assertThat(unit).contains("KillSignal=SIGTERM", "ExecReload=/bin/kill -HUP $MAINPID");

        assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "systemd-analyze is not installed");
        // What is not installed here would be complained of.
        Path file =
                Files.writeString(folder.resolve("tidings.service"), unit.replace("/opt/tidings/tidings", "/bin/true"));
        Process verify = new ProcessBuilder("systemd-analyze", "--man=no", "verify", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        assertThat(verify.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(folder.resolve("output"))).isEmpty();
        assertThat(verify.exitValue()).isZero();
    }

    @Test
    void theManifestWaitsForTheDrainAndHasOneHubOnItsOwnVolume() throws IOException {
        Node set = object("StatefulSet");
        Node pod = set.at("spec", "template", "spec");

        assertThat(Duration.ofSeconds(pod.number("terminationGracePeriodSeconds")))
                .isGreaterThanOrEqualTo(longestStop());
        assertThat(set.at("spec").number("replicas")).isEqualTo(1);
        assertThat(set.at("spec", "template", "metadata", "labels").value())
                .isEqualTo(set.at("spec", "selector", "matchLabels").value())
                .isEqualTo(object("Service").at("spec", "selector").value());
        String volume =
                set.at("spec").first("volumeClaimTemplates").at("metadata").text("name");
        assertThat(pod.first("containers").first("volumeMounts").text("name")).isEqualTo(volume);
    }

    @Test
    void aHubWithTheManifestsConfigurationAnswersItsProbes() throws Exception {
        Node container = object("StatefulSet").at("spec", "template", "spec").first("containers");
        Files.writeString(
                folder.resolve("tidings.yaml"), object("ConfigMap").at("data").text("tidings.yaml"));
        String data = folder.resolve("data").toString();
        try (ServeProcess hub = ServeProcess.start(folder, Map.of(), "serve", "--port", "0", "--data", data)) {
            int port = hub.awaitReady().getPort();

            for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                String path = container.at(probe, "httpGet").text("path");
                assertThat(status(URI.create("http://127.0.0.1:" + port + path)))
                        .as(path)
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void theManifestsOptionsAreOnesThatJavaKnows() throws Exception {
        assumeTrue(Runtime.version().feature() >= 25, "the image is to have Java 25");
        List<String> command = new ArrayList<>(object("StatefulSet")
                .at("spec", "template", "spec")
                .first("containers")
                .texts("command"));
        command.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.set(command.indexOf("-jar"), "-version");
        Process java = new ProcessBuilder(command.subList(0, command.indexOf("-version") + 1))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();

        assertThat(java.waitFor())
                .as(Files.readString(folder.resolve("output")))
                .isZero();
    }

    private static Duration longestStop() {
        return DrainPeriods.DEFAULT_REFUSE.plus(DrainPeriods.DEFAULT_STREAMS).plus(LAST_WORDS);
    }

    private static int status(URI uri) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                .statusCode();
    }

    private static Duration seconds(String text, String pattern) {
        return Duration.ofSeconds(number(text, pattern));
    }

    private static int number(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(pattern).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    private static Node object(String kind) throws IOException {
        Optional<Node> found = Optional.empty();
        for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(read("kubernetes.yaml"))) {
            Node node = new Node(document);
            if (node.text("kind").equals(kind)) {
                found = Optional.of(node);
            }
        }
        return found.orElseThrow();
    }

    /** A place in a YAML document. */
    private record Node(Object value) {

        Node at(String... keys) {
            Node node = this;
            for (String key : keys) {
                node = new Node(node.get(key));
            }
            return node;
        }

        Node first(String key) {
            return new Node(((List<?>) get(key)).get(0));
        }

        List<String> texts(String key) {
            return ((List<?>) get(key)).stream().map(String.class::cast).toList();
        }

        String text(String key) {
            return (String) get(key);
        }

        int number(String key) {
            return (int) get(key);
        }

        private Object get(String key) {
            return Optional.ofNullable((Object) ((Map<?, ?>) value).get(key)).orElseThrow();
        }
    }
}
