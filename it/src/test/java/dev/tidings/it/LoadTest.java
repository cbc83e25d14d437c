package dev.tidings.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.Hub;
import dev.tidings.load.CrowdPlan;
import dev.tidings.load.LoadPlan;
import dev.tidings.load.LoadReport;
import dev.tidings.load.LoadRunner;
import dev.tidings.load.PublishPlan;
import dev.tidings.load.PublishPlan.Body;
import dev.tidings.load.ResumeStorm;
import dev.tidings.log.rocksdb.RocksLog;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The load generator and the hub agree on what was sent and what arrived. */
class LoadTest {
    private static final PublishPlan PUBLISH = PublishPlan.DEFAULT.withDuration(Duration.ofMinutes(1));

    private static LoadReport run(CrowdPlan crowd, PublishPlan publish) {
        try (RunningHub hub = RunningHub.start()) {
            return LoadRunner.run(LoadPlan.of(hub.uri("/"), crowd, publish).withLoops(2));
        }
    }

    @Test
    void aBroadcastComesToEveryoneOnce() {
        LoadReport report =
                run(CrowdPlan.broadcast(300), PUBLISH.withEvents(400).withInFlight(8));

        assertThat(report.isExact()).as("%s", report).isTrue();
        assertThat(report.delivered()).isEqualTo(300 * 400);
        assertThat(report.roundTrip().count()).isEqualTo(400);
    }

    @Test
    void targetedEventsComeToNobodyElse() {
        LoadReport report = run(
                CrowdPlan.targeted(300),
                PUBLISH.withLanes(0, 300)
                        .withEvents(6_000)
                        .withBatch(50, Body.NDJSON)
                        .withConnections(3, 4));

        assertThat(report.isExact()).as("%s", report).isTrue();
        assertThat(report.delivered()).isEqualTo(6_000);
    }

    @Test
    void arraysKeepTheirOrder() {
        LoadReport report = run(
                CrowdPlan.broadcast(20),
                PUBLISH.withEvents(2_000).withBatch(64, Body.ARRAY).withConnections(1, 8));

        assertThat(report.isExact()).as("%s", report).isTrue();
        assertThat(report.delivered()).isEqualTo(20 * 2_000);
    }

    @Test
    void aStormOfReturningClientsGetsAllThatItMissed(@TempDir Path folder) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (RunningHub hub = RunningHub.start(
                Hub.builder().log(RocksLog.open(folder.resolve("log"))).open(), settings -> settings)) {
            ResumeStorm storm = new ResumeStorm(
                    hub.uri("/"),
                    300,
                    10,
                    30_000,
                    5,
                    100,
                    Duration.ofMillis(500),
                    2,
                    2,
                    ProcessHandle.current().pid());
            boolean right = storm.run(new PrintStream(printed, true, UTF_8));

            assertThat(right).as("%s", printed.toString(UTF_8)).isTrue();
        }
        assertThat(printed.toString(UTF_8)).contains("filled        30,000 events", "Round 2", "(300)");
    }

    @Test
    void whatGoesToALaneThatNobodyReadsArrivesNowhere() {
        LoadReport report = run(
                CrowdPlan.broadcast(1), PUBLISH.withLanes(7, 1).withEvents(10).withInFlight(0));

        assertThat(report.delivered()).isZero();
        assertThat(report.lost()).isEqualTo(10);
        assertThat(report.isExact()).isFalse();
    }
}
