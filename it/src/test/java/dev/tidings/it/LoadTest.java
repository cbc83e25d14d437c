package dev.tidings.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.Hub;
import dev.tidings.load.CrowdPlan;
import dev.tidings.load.LoadPlan;
import dev.tidings.load.LoadReport;
import dev.tidings.load.LoadRunner;
import dev.tidings.load.Main;
import dev.tidings.load.PublishPlan;
import dev.tidings.load.PublishPlan.Body;
import dev.tidings.log.rocksdb.RocksLog;
import dev.tidings.server.access.Access;
import dev.tidings.server.access.Claim;
import dev.tidings.server.access.TokenAlgorithm;
import dev.tidings.server.access.TokenKeys;
import dev.tidings.server.access.TokenRules;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The load generator and the hub agree on what was sent and what arrived. */
class LoadTest {
    private static final PublishPlan PUBLISH = PublishPlan.DEFAULT.withDuration(Duration.ofMinutes(1));

    /** So many events end it, however slow the machine. */
    private static final String AT_MOST = " --seconds 60";

    /** Without a space, as it stands on a command line. */
    private static final String SECRET = "a-secret-of-the-test-that-is-long-enough";

    private static final Access TOKENS = Access.rules()
            .tokens(TokenRules.builder(TokenKeys.secret(SECRET))
                    .algorithms(TokenAlgorithm.HS256)
                    .build())
            .build();

    @TempDir
    Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    /** Runs it from the command line, which must succeed, and returns the JSON. */
    private String scenario(RunningHub hub, String commandLine) throws IOException {
        return scenario(hub.uri("").toString(), commandLine);
    }

    private String scenario(String url, String commandLine) throws IOException {
        Path file = folder.resolve("result.json");
        List<String> arguments = new ArrayList<>(List.of(commandLine.split(" ")));
        long pid = ProcessHandle.current().pid();
        arguments.addAll(List.of("--url", url, "--pid", "" + pid, "--json", file.toString()));
        int code = Main.run(new PrintStream(printed, true, UTF_8), arguments.toArray(String[]::new));
        assertThat(code).as("%s", printed.toString(UTF_8)).isZero();
        return Files.readString(file);
    }

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
    void aStormOfReturningClientsGetsAllThatItMissed() throws IOException {
        try (RunningHub hub = RunningHub.start(
                Hub.builder().log(RocksLog.open(folder.resolve("log"))).open(), settings -> settings)) {
            String json = scenario(
                    hub,
                    "storm --clients 300 --missed 10 --events 30000 --live 5 --rate 100 --seconds 1 --rounds 2 --loops 2");
            assertThat(json).contains("\"rounds\":[{", "\"cpuMicrosPerClient\":", "\"filledEventsPerSecond\":");
        }
        assertThat(printed.toString(UTF_8)).contains("filled        30,000 events", "Round 2", "(300)");
    }

    @Test
    void deadReadersAreMeasuredBesideTheOthers() throws IOException {
        try (RunningHub hub = RunningHub.start()) {
            assertThat(scenario(hub, "dead --subscribers 50 --dead 5 --rate 200 --seconds 2 --warmup 1"))
                    .contains("{\"dead\":0,\"subscribers\":50,", "{\"dead\":5,\"subscribers\":45,");
        }
    }

    @Test
    void stalledReadersCatchUp() throws IOException {
        try (RunningHub hub = RunningHub.start()) {
            assertThat(scenario(hub, "stalled --subscribers 20 --mib 2 --seconds 2 --warmup 1"))
                    .contains("\"caughtUp\":true", "\"published\":17476,", "\"peakResidentBytes\":");
        }
    }

    @Test
    void idleSubscribersAreWeighed() throws IOException {
        try (RunningHub hub = RunningHub.start()) {
            assertThat(scenario(hub, "idle --subscribers 200 --seconds 1"))
                    .contains("\"liveHeapBytesPerSubscriber\":", "\"kernelBytesPerSubscriber\":");
        }
    }

    @Test
    void publishingIsMeasuredWithoutSubscribers() throws IOException {
        try (RunningHub hub = RunningHub.start()) {
            assertThat(scenario(hub, "publish --events 5000 --batch 100 --body ndjson --warmup 1 --connections 2"))
                    .contains("\"published\":5000,", "\"eventsPerSecond\":");
        }
    }

    @Test
    void burstsWaitUntilAllHaveHadTheOneBefore() throws IOException {
        try (RunningHub hub = RunningHub.start()) {
            assertThat(scenario(hub, "broadcast --subscribers 50 --burst 32 --events 3200 --warmup 0" + AT_MOST))
                    .contains("\"published\":3200,\"delivered\":160000,", "\"lost\":0,");
        }
    }

    @Test
    void anAnnouncementReachesEveryInbox() throws IOException {
        try (RunningHub hub = RunningHub.start(settings -> settings.endpoint(
                "/inbox",
                inbox -> inbox.any(
                        mine -> mine.topics("message.**").require("user"), all -> all.topics("announcement.**"))))) {
            assertThat(scenario(hub, "inbox --subscribers 30 --events 200 --warmup 0" + AT_MOST))
                    .contains("\"delivered\":6000,");
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HTTP_1_0")
    void everyProtocolBringsEverythingOnce(Protocol protocol) throws IOException {
        try (RunningHub hub = RunningHub.start()) {
            String url = (protocol.isEncrypted() ? "https" : "http") + "://127.0.0.1:"
                    + hub.server(protocol).port();
            String over = protocol.isHttp2() ? " --streams 20 --loops 2" : " --loops 2";

            assertThat(scenario(url, "broadcast --subscribers 150 --burst 32 --events 640 --warmup 0" + AT_MOST + over))
                    .contains("\"published\":640,\"delivered\":96000,", "\"lost\":0,", "\"exact\":true");
            assertThat(scenario(url, "targeted --subscribers 150 --events 3000 --warmup 0 --window 4" + AT_MOST + over))
                    .contains("\"published\":3000,\"delivered\":3000,", "\"exact\":true");
            assertThat(scenario(url, "churn --count 300 --concurrent 30" + over))
                    .contains("\"opened\":300,", "\"failed\":0,");
        }
    }

    @Test
    void aStormComesBackOverHttp2AndTlsToo() throws IOException {
        try (RunningHub hub = RunningHub.start()) {
            String url = "https://127.0.0.1:" + hub.server(Protocol.HTTP_2_TLS).port();

            assertThat(
                            scenario(
                                    url,
                                    "storm --clients 50 --missed 10 --events 1000 --live 5 --seconds 1 --rounds 1 --streams 20"))
                    .contains("\"exact\":true");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20})
    void everySubscriberMayHaveATokenForItsOwnLane(int streams) throws IOException {
        try (RunningHub hub = RunningHub.start(settings -> settings.access(TOKENS)
                .endpoint("/sse", sse -> sse.topics("load.event").bind("lane", Claim.of("lane"))))) {
            String url = hub.uri("/sse").toString();
            String options = " --warmup 0" + AT_MOST + " --streams " + streams + " --token-secret " + SECRET;

            assertThat(scenario(url, "targeted --subscribers 100 --events 2000" + options))
                    .contains("\"delivered\":2000,", "\"exact\":true");
            assertThat(scenario(url, "broadcast --subscribers 100 --events 200" + options))
                    .contains("\"delivered\":20000,", "\"exact\":true");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20})
    void aStreamThatIsRefusedIsAResult(int streams) throws IOException {
        try (RunningHub hub = RunningHub.start(settings -> settings.access(TOKENS))) {
            Path file = folder.resolve("result.json");
            String url = hub.uri("/sse").toString();
            int code = Main.run(
                    new PrintStream(printed, true, UTF_8),
                    ("churn --count 5 --streams " + streams + " --url " + url + " --json " + file).split(" "));

            assertThat(code).isEqualTo(1);
            assertThat(Files.readString(file)).contains("\"opened\":0,\"failed\":5,", "\"trouble\":\"status: ", "401");
        }
    }

    @Test
    void aServerThatSaysNothingDoesNotHoldItUp() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            String url = "http://127.0.0.1:" + silent.getLocalPort();
            Path file = folder.resolve("result.json");
            int code = Main.run(
                    new PrintStream(printed, true, UTF_8),
                    "publish",
                    "--url",
                    url,
                    "--warmup",
                    "0",
                    "--json",
                    file.toString());

            assertThat(code).isEqualTo(1);
            assertThat(Files.readString(file)).contains("neither an answer nor a delivery for 5 s");
        }
    }

    @Test
    void aServerThatIsNotThereIsAResult() throws IOException {
        Path file = folder.resolve("result.json");
        int code = Main.run(
                new PrintStream(printed, true, UTF_8),
                ("publish --connections 3 --url http://127.0.0.1:1 --json " + file).split(" "));

        assertThat(code).isEqualTo(1);
        assertThat(Files.readString(file)).contains("Connection refused", "\"published\":0,");
    }

    @Test
    void whatGoesToALaneThatNobodyReadsArrivesNowhere() {
        LoadReport report = run(
                CrowdPlan.broadcast(1), PUBLISH.withLanes(7, 1).withEvents(10).withInFlight(0));

        assertThat(report.delivered()).isZero();
        assertThat(report.flaws().lost()).isEqualTo(10);
        assertThat(report.isExact()).isFalse();
    }
}
