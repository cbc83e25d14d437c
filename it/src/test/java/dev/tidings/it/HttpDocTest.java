package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.server.ServerLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What docs/http.md shows is what comes. */
class HttpDocTest {

    private static final Path PAGE = Path.of("..", "docs", "http.md");

    /** A publish to one of two streams, told truthfully. */
    private static final String TRUTH = """
            ```console
            $ curl -N 'http://127.0.0.1:8080/sse?email=ann%40example.com'
            id: k3fq9x2a-0
            retry: 2134

            id: k3fq9x2a-1
            data: 1

            $ curl -N 'http://127.0.0.1:8080/sse?email=bob%40example.com'
            id: k3fq9x2a-0
            retry: 1600

            ```
            ```console
            $ curl http://127.0.0.1:8080/events -H 'Content-Type: application/json' -d '
              {"topic": "a", "attributes": {"email": "ann@example.com"}, "data": 1}'
            {"id":"k3fq9x2a-1"}
            $ curl -N -H 'Last-Event-ID: k3fq9x2a-0' http://127.0.0.1:8080/sse
            id: k3fq9x2a-0
            retry: 2000

            id: k3fq9x2a-1
            data: 1

            ^C
            ```
            """;

    @Test
    void everyExampleShowsWhatComes() {
        List<ConsoleExample> examples = ConsoleExample.read(PAGE);

        assertThat(examples).hasSizeGreaterThan(20);
        runAll(examples);
    }

    @Test
    void aPageThatTellsTheTruthPasses() {
        runAll(ConsoleExample.parse(TRUTH));
    }

    @Execution(ExecutionMode.CONCURRENT) // each waits for seconds
    @ParameterizedTest
    @ValueSource(
            strings = {
                "id: k3fq9x2a-1\ndata: 1 -> id: k3fq9x2a-1\ndata: 2",
                "{\"id\":\"k3fq9x2a-1\"} -> {\"id\":\"k3fq9x2a-0\"}",
                "{\"id\":\"k3fq9x2a-1\"} -> {\"id\":\"k3fq9x2a-1\"",
                "retry: 1600 -> retry: 1600\n\nid: k3fq9x2a-1\ndata: 1",
                "id: k3fq9x2a-1\ndata: 1\n\n$ -> $",
                "retry: 1600 -> retry: 3600",
                "^C -> id: k3fq9x2a-2\n\n^C"
            })
    void aPageThatLiesFails(String lie) {
        String[] parts = lie.split(" -> ", 2);
        assertThat(TRUTH).contains(parts[0]);
        List<ConsoleExample> examples = ConsoleExample.parse(TRUTH.replace(parts[0], parts[1]));

        assertThatThrownBy(() -> runAll(examples))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("but this came");
    }

    /** Heartbeats are quick, since one tells that nothing else is under way. */
    private static void runAll(List<ConsoleExample> examples) {
        try (RunningHub hub = RunningHub.start(
                        settings -> settings.limits(ServerLimits.DEFAULT.withHeartbeat(Duration.ofMillis(200))));
                ConsoleRunner runner = new ConsoleRunner(hub.port())) {
            runner.run(examples);
        }
    }
}
