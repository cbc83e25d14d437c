package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.testkit.Await;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A package log goes through {@code tidings publish} and {@code tidings subscribe}, in pipes of the operating system, and comes out equal. */
class PipeTest {

    @TempDir
    private Path folder;

    private final JsonMapper json = new JsonMapper();

    @Test
    void thePackageLogComesOutOfThePipeAsItWentIn() throws Exception {
        Path log = folder.resolve("dpkg.log");
        Files.copy(PipeTest.class.getResourceAsStream("dpkg-excerpt.log"), log);
        Path sent = folder.resolve("sent");
        Path received = folder.resolve("received");
        ProcessBuilder events = java("dev.tidings.examples.packagelog.PackageLog", "events", "--file", log.toString());
        assertThat(events.redirectOutput(sent.toFile()).start().waitFor()).isZero();
        int count = Files.readAllLines(sent).size();
        assertThat(count).isEqualTo(Files.readAllLines(log).size());
        try (RunningHub hub = RunningHub.start();
                ServeProcess subscribe = ServeProcess.start(
                        folder,
                        Map.of(),
                        "subscribe",
                        hub.uri("").toString(),
                        "--topic",
                        "package.*",
                        "--json",
                        "--count",
                        "" + count)) {
            Await.until("somebody subscribes", () -> Scrape.of(hub.port()).value("tidings_streams") == 1);

            List<Process> pipe = ProcessBuilder.startPipeline(List.of(
                    java("dev.tidings.examples.packagelog.PackageLog", "events", "--file", log.toString()),
                    java("dev.tidings.cli.Main", "publish", hub.uri("").toString(), "--ids")
                            .redirectOutput(received.toFile())));

            List<JsonNode> lines =
                    subscribe.output().lines().map(json::readTree).toList();
            for (Process part : pipe) {
                assertThat(part.waitFor()).isZero();
            }
            assertThat(subscribe.awaitExit()).isZero();
            assertThat(subscribe.errors()).isEmpty();
            assertThat(lines.stream()
                            .map(line -> line.get("data").stringValue())
                            .toList())
                    .isEqualTo(Files.readAllLines(sent).stream()
                            .map(line -> json.readTree(line).get("data").toString())
                            .toList());
            assertThat(lines.stream().map(line -> line.get("id").stringValue()).toList())
                    .isEqualTo(Files.readAllLines(received));
        }
    }

    private ProcessBuilder java(String mainClass, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                mainClass));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).directory(folder.toFile()).redirectError(Redirect.DISCARD);
    }
}
