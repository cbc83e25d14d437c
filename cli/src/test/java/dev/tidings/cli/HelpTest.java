package dev.tidings.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.cli.config.Setting;
import dev.tidings.cli.config.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {

    @Test
    void helpTellsWhatToStartWith() {
        Output help = Output.of(Map.of(), "--help");

        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("Usage: tidings", "serve", "check", "tidings serve --help");
    }

    @Test
    void helpOfServeNamesEveryFlagTheExitCodesTheEnvironmentAndExamples() {
        Output help = Output.of(Map.of(), "serve", "--help");

        assertThat(help.exitCode()).isZero();
        for (Setting<?> setting : Settings.all()) {
            if (setting.flag() != null) {
                assertThat(help.out()).contains(setting.flag().name());
            }
        }
        assertThat(help.out()).contains("--config", "Examples:", "Exit codes:", "TIDINGS_SERVER_PORT", "SIGTERM");
        assertThat(help.out().lines()).allMatch(line -> line.length() <= 100);
    }

    @ParameterizedTest
    @CsvSource({"info,--json", "backup,DIR", "check,Exit codes:"})
    void helpOfEachCommandAboutTheLogHasExamplesAndExitCodes(String command, String own) {
        Output help = Output.of(Map.of(), "log", command, "--help");

        assertThat(help.exitCode()).isZero();
        assertThat(help.out())
                .contains("tidings log " + command, own, "--data", "--config", "Examples:", "Exit codes:")
                .doesNotContain("--port");
        assertThat(help.out().lines()).allMatch(line -> line.length() <= 100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "hash-key", "subscribe", "publish", "bench", "token", "completion"})
    void helpOfEachOtherCommandHasExamplesAndExitCodes(String command) {
        Output help = Output.of(Map.of(), command, "--help");

        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("Usage: tidings " + command, "Example", "Exit codes:");
        assertThat(help.out().lines()).allMatch(line -> line.length() <= 100);
    }

    @Test
    void helpOfLogNamesItsCommands() {
        Output help = Output.of(Map.of(), "log", "--help");

        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("info", "backup", "check", "Examples:");
        assertThat(help.out().lines()).allMatch(line -> line.length() <= 100);
    }

    @Test
    void versionIsOneLine() {
        Output version = Output.of(Map.of(), "--version");

        assertThat(version.exitCode()).isZero();
        assertThat(version.out().strip()).matches("tidings [0-9][^\\n]*");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    serve --prot 1 | tidings: Unknown options: '--prot', '1' (see `tidings serve --help`)
                    serve --port   | tidings: Missing required parameter for option '--port' (PORT) (see `tidings serve --help`)
                    srve           | tidings: Unmatched argument at index 0: 'srve' (see `tidings --help`)
                    log            | tidings: a command is missing: info, backup or check (see `tidings log --help`)
                    log backup     | tidings: Missing required parameter: 'DIR' (see `tidings log backup --help`)
                    log info a     | tidings: Unmatched argument at index 2: 'a' (see `tidings log info --help`)
                    log info --port 1 | tidings: Unknown options: '--port', '1' (see `tidings log info --help`)
                    check a b      | tidings: Unmatched argument at index 2: 'b' (see `tidings check --help`)
                    """)
    void aWrongCommandLineIsOneLineAndExitCodeTwo(String commandLine, String message) {
        Output output = Output.of(Map.of(), commandLine.split(" "));

        assertThat(output.exitCode()).isEqualTo(2);
        assertThat(output.out()).isEmpty();
        assertThat(output.err().strip()).isEqualTo(message);
    }

    @Test
    void noCommandIsAMistake() {
        Output output = Output.of(Map.of());

        assertThat(output.exitCode()).isEqualTo(2);
        assertThat(output.err().strip())
                .isEqualTo(
                        "tidings: a command is missing: serve, check, log, hash-key, subscribe, publish, bench, token or completion (see `tidings --help`)");
    }
}
