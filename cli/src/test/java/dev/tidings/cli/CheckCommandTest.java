package dev.tidings.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.cli.config.Setting;
import dev.tidings.cli.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {

    @TempDir
    private Path folder;

    @Test
    void everyEffectiveValueIsPrintedWithItsOrigin() throws IOException {
        Path file = write("server: {host: 0.0.0.0, port: 1}\naccess: open\nendpoints:\n  /sse: {topics: [a]}\n");

        Output output = Output.of(
                Map.of("TIDINGS_LOG_RETAIN_BYTES", "1GiB"), "check", file.toString(), "--port", "3", "--memory");

        assertThat(output.exitCode()).isZero();
        assertThat(output.err()).isEmpty();
        assertThat(output.out().lines())
                .contains(file + " is valid.")
                .anyMatch(line -> line.matches("server\\.host +0\\.0\\.0\\.0 +" + file + " line 1"))
                .anyMatch(line -> line.matches("server\\.port +3 +flag --port"))
                .anyMatch(line -> line.matches("server\\.drain\\.streams +20s +default"))
                .anyMatch(line -> line.matches("log\\.kind +memory +flag --memory"))
                .anyMatch(line -> line.matches("log\\.retain\\.bytes +1GiB +environment TIDINGS_LOG_RETAIN_BYTES"))
                .anyMatch(line -> line.matches("access +open +" + file + " line 2"))
                .anyMatch(line -> line.matches("endpoints +/sse +" + file + " line 4"));
        for (Setting<?> setting : Settings.all()) {
            assertThat(output.out().lines()).anyMatch(line -> line.startsWith(setting.name() + " "));
        }
    }

    @Test
    void everyMistakeIsALineAndTheExitCodeIsOne() throws IOException {
        Path file = write("server: {prot: 1}\nlgo: 2\n");

        Output output = Output.of(Map.of(), "check", file.toString());

        assertThat(output.exitCode()).isEqualTo(1);
        assertThat(output.out()).isEmpty();
        assertThat(output.err().lines())
                .containsExactly(
                        "tidings: " + file + " line 1, column 10: server: unknown key 'prot' (did you mean 'port'?)",
                        "tidings: " + file + " line 2, column 1: the file: unknown key 'lgo' (did you mean 'log'?)");
    }

    private Path write(String yaml) throws IOException {
        return Files.writeString(folder.resolve("tidings.yaml"), yaml);
    }
}
