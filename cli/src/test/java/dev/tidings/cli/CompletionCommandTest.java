package dev.tidings.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionCommandTest {

    @TempDir
    private Path folder;

    @Test
    void bashCompletesCommandsAndTheirOptions() throws Exception {
        assertThat(completions("tidings", "to")).containsExactly("token");
        assertThat(completions("tidings", "token", "--pr")).containsExactly("--principal");
        assertThat(completions("tidings", "log", "")).contains("info", "backup", "check");
    }

    /** What bash offers behind these words, the last of which has only begun. */
    private String[] completions(String... words) throws IOException, InterruptedException {
        Output completion = Output.of(Map.of(), "completion");
        assertThat(completion.exitCode()).isZero();
        Path script = Files.writeString(folder.resolve("complete.sh"), completion.out() + """

                        compopt() { :; }  # which only works while somebody types
                        COMP_WORDS=("$@")
                        COMP_CWORD=$(($# - 1))
                        COMP_LINE="$*"
                        COMP_POINT=${#COMP_LINE}
                        _complete_tidings
                        printf '%s\\n' "${COMPREPLY[@]}"
                        """);
        String[] command = new String[words.length + 2];
        command[0] = "bash";
        command[1] = script.toString();
        System.arraycopy(words, 0, command, 2, words.length);
        Process bash = new ProcessBuilder(command).redirectErrorStream(true).start();
        String offered = new String(bash.getInputStream().readAllBytes(), UTF_8);
        assertThat(bash.waitFor()).as(offered).isZero();
        return offered.strip().split("\\s+");
    }
}
