package dev.tidings.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Event;
import dev.tidings.log.rocksdb.RocksLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code tidings log}: which folder it is about, what it prints, how it ends. */
class LogCommandTest {

    @TempDir
    private Path folder;

    @Test
    void infoIsATableOrJson() {
        Path log = makeLog();

        Output text = Output.of(Map.of(), "log", "info", "--data", log.toString());
        Output json = Output.of(Map.of(), "log", "info", "--json", "--data", log.toString());

        assertThat(text.exitCode()).as(text.err()).isZero();
        assertThat(text.out().lines())
                .contains("state             closed in order", "events            3")
                .contains("positions         1 to 3, head 3")
                .anyMatch(line -> line.matches("oldest event +20\\S+Z, [0-9]+ s ago"))
                .anyMatch(line -> line.matches("[a-z0-9]{12} +0 +20\\S+Z +-"))
                .anyMatch(line -> line.matches("1 +1 to 3 +3 .* in memory"));
        JsonNode info = new JsonMapper().readTree(json.out());
        assertThat(json.out().strip().lines()).hasSize(1);
        assertThat(info.get("events").asInt()).isEqualTo(3);
        assertThat(info.get("oldest").get("ageSeconds").asInt()).isNotNegative();
        assertThat(info.get("epochs").get(0).get("lossy").asBoolean()).isFalse();
        assertThat(info.get("segments").get(0).get("last").asInt()).isEqualTo(3);
    }

    @Test
    void theFolderIsFoundAsServeFindsIt() throws IOException {
        Path log = makeLog();
        Path file = Files.writeString(folder.resolve("tidings.yaml"), "log: {directory: data}\n");

        assertThat(Output.of(Map.of(), "log", "info", "--config", file.toString())
                        .exitCode())
                .isZero();
        assertThat(Output.of(Map.of("TIDINGS_LOG_DIRECTORY", log.toString()), "log", "check")
                        .exitCode())
                .isZero();
    }

    @Test
    void aBackupSaysWhatItHoldsAndCanBeChecked() {
        Path log = makeLog();
        String target = folder.resolve("backup").toString();

        Output backup = Output.of(Map.of(), "log", "backup", "--data", log.toString(), target);
        Output check = Output.of(Map.of(), "log", "check", "--data", target);
        Output again = Output.of(Map.of(), "log", "backup", "--data", log.toString(), target);

        assertThat(backup.exitCode()).as(backup.err()).isZero();
        assertThat(backup.out())
                .startsWith("Backup in " + target + ": 3 events, positions 1 to 3, last epoch ")
                .matches("(?s).*iB\\.\\R");
        assertThat(check.exitCode()).as(check.err()).isZero();
        assertThat(check.out()).startsWith("The log in " + target + " is whole: 3 events from position 1 to 3 in ");
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err().strip())
                .isEqualTo("tidings: backup in " + target
                        + ": something is in there (expected: an empty folder, or none)");
    }

    @Test
    void damageIsExitCodeOneWithALineForEachAndARemedy() throws IOException {
        Path log = makeLog();
        Files.delete(log.resolve("db").resolve("CURRENT"));

        Output check = Output.of(Map.of(), "log", "check", "--data", log.toString());

        assertThat(check.exitCode()).isEqualTo(1);
        assertThat(check.out()).isEmpty();
        assertThat(check.err().lines())
                .hasSizeGreaterThan(1)
                .allMatch(line -> line.startsWith("tidings: log in " + log));
        assertThat(check.err().strip())
                .endsWith("can be read; restore a backup (`tidings serve --data DIR`), or choose" + " another folder");
    }

    @Test
    void whereThereIsNoLogIsTold() {
        for (String command : List.of("info", "check")) {
            Output output = Output.of(
                    Map.of(), "log", command, "--data", folder.resolve("none").toString());

            assertThat(output.exitCode()).isEqualTo(1);
            assertThat(output.err().strip())
                    .isEqualTo("tidings: log in " + folder.resolve("none")
                            + ": there is none (expected: the folder that a hub has its log in)");
        }
        Output memory = Output.of(Map.of("TIDINGS_LOG_KIND", "memory"), "log", "info");
        assertThat(memory.exitCode()).isEqualTo(2);
        assertThat(memory.err())
                .startsWith("tidings: log.kind: memory (environment TIDINGS_LOG_KIND; expected: rocksdb");
    }

    private Path makeLog() {
        Path log = folder.resolve("data");
        try (RocksLog made = RocksLog.open(log)) {
            for (String data : List.of("a", "b", "c")) {
                made.append(List.of(Event.of("t", data))).toCompletableFuture().join();
            }
        }
        return log;
    }
}
