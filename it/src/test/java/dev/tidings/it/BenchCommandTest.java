package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.server.access.Access;
import dev.tidings.server.access.Claim;
import dev.tidings.server.access.TokenAlgorithm;
import dev.tidings.server.access.TokenKeys;
import dev.tidings.server.access.TokenRules;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code tidings bench} in a process of its own, against a hub. */
class BenchCommandTest {

    private static final String SHORT = " --duration 30s --warmup 0s";

    @TempDir
    private Path folder;

    private record Ended(int exitCode, String out, String err) {}

    private Ended bench(Map<String, String> environment, String commandLine) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("bench"));
        arguments.addAll(List.of(commandLine.split(" ")));
        try (ServeProcess bench = ServeProcess.start(folder, environment, arguments.toArray(String[]::new))) {
            String out = bench.output();
            return new Ended(bench.awaitExit(), out, bench.errors());
        }
    }

    /** Has to end well. */
    private JsonNode result(String commandLine) throws Exception {
        Path file = folder.resolve("result.json");
        Ended ended = bench(Map.of(), commandLine + " --json " + file);
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.err()).isEmpty();
        return new JsonMapper().readTree(Files.readString(file));
    }

    @Test
    void theBenchAndTheHubCountTheSame() throws Exception {
        try (RunningHub hub = RunningHub.start()) {
            Scrape before = Scrape.of(hub.port());

            JsonNode everyone = result(hub.uri("") + " --subscribers 100 --events 1000" + SHORT);
            JsonNode each = result(hub.uri("") + " --subscribers 100 --targeted --events 700 --batch 7" + SHORT);

            Scrape after = Scrape.of(hub.port());
            assertThat(everyone.at("/published").longValue()).isEqualTo(1_000);
            assertThat(everyone.at("/delivered").longValue()).isEqualTo(100_000);
            assertThat(each.at("/published").longValue()).isEqualTo(700);
            assertThat(each.at("/delivered").longValue()).isEqualTo(700);
            assertThat(increase(before, after, "tidings_events_published_total"))
                    .isEqualTo(everyone.at("/published").longValue()
                            + each.at("/published").longValue());
            assertThat(increase(before, after, "tidings_deliveries_total"))
                    .isEqualTo(everyone.at("/delivered").longValue()
                            + each.at("/delivered").longValue());
        }
    }

    private static long increase(Scrape before, Scrape after, String name) {
        return Math.round(after.value(name) - before.value(name));
    }

    @Test
    void theReportIsReadable() throws Exception {
        try (RunningHub hub = RunningHub.start()) {
            Ended ended = bench(
                    Map.of("TIDINGS_URL", hub.uri("").toString()), "--subscribers 20 --events 50 --rate 1000" + SHORT);

            assertThat(ended.exitCode()).as(ended.err()).isZero();
            assertThat(ended.out())
                    .containsPattern("subscribers +20\n")
                    .containsPattern("published +50, ")
                    .containsPattern("delivered +1,000, ")
                    .contains("lost 0  duplicate 0", "p99.9 ");
        }
    }

    @Test
    void anEndpointIsBenchedWithItsOwnTopicAndAttributeOverTlsAndHttp2() throws Exception {
        String secret = "a-secret-of-the-test-that-is-long-enough";
        Access tokens = Access.rules()
                .tokens(TokenRules.builder(TokenKeys.secret(secret))
                        .algorithms(TokenAlgorithm.HS256)
                        .build())
                .build();
        try (RunningHub hub = RunningHub.start(settings -> settings.access(tokens)
                .endpoint(
                        "/sse",
                        endpoint -> endpoint.topics("filter.verified")
                                .bind("email", Claim.of("email"))
                                .allow("tenant")))) {
            String url = "https://localhost:" + hub.server(Protocol.HTTP_2_TLS).port() + "/sse";
            String endpoint = url + " --topic filter.verified --attribute email --with tenant=7 --token-secret "
                    + secret + " --streams 10 --subscribers 30 --targeted --events 300" + SHORT;

            assertThat(result(endpoint + " --insecure").at("/delivered").longValue())
                    .isEqualTo(300);

            Ended unknown = bench(Map.of(), endpoint);
            assertThat(unknown.exitCode()).isEqualTo(1);
            assertThat(unknown.err())
                    .startsWith("tidings bench: only 0 of 30 streams have opened")
                    .contains("certification path")
                    .hasLineCount(1);
        }
    }

    @Test
    void whatIsRefusedOrNotThereIsOneLineAndExitCodeOne() throws Exception {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = socket.getLocalPort();
        }

        Ended ended = bench(Map.of(), "http://127.0.0.1:" + nobody + SHORT);

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.err())
                .startsWith("tidings bench: only 0 of 1000 streams have opened")
                .contains("Connection refused")
                .hasLineCount(1);
    }
}
