package dev.tidings.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/cli.md shows is what comes, one command after the other in one shell. */
class CliDocTest {

    private static final Path PAGE = Path.of("..", "docs", "cli.md");

    /** What the documentation calls the hub. */
    private static final String ADDRESS = "127.0.0.1:8080";

    /** Between two commands. */
    private static final String MARK = "==== next";

    /** How fast a machine is differs, and whether times are shown in us, ms or s, too. */
    private static final String FIGURES = "[0-9][0-9,.]*( (us|ms|s)\\b)?";

    @TempDir
    private Path folder;

    @Test
    void everyExampleShowsWhatComes() throws Exception {
        List<ConsoleExample> examples = ConsoleExample.read(PAGE);
        assertThat(examples).hasSizeGreaterThan(12);
        writeLauncher();
        StringBuilder script = new StringBuilder();
        try (RunningHub hub = RunningHub.start()) {
            for (ConsoleExample example : examples) {
                script.append(example.command().replace(ADDRESS, "127.0.0.1:" + hub.port()))
                        .append("\necho '" + MARK + "'\n");
            }
            String[] outputs = run(script.toString()).split(MARK + "\n", -1);

            assertThat(outputs).hasSize(examples.size() + 1);
            Transcript transcript = new Transcript();
            SoftAssertions every = new SoftAssertions();
            for (int i = 0; i < examples.size(); i++) {
                ConsoleExample example = examples.get(i);
                UnaryOperator<String> what =
                        example.command().startsWith("tidings bench") ? CliDocTest::withoutFigures : text -> text;
                every.assertThat(transcript.matches(what.apply(example.output()), what.apply(outputs[i])))
                        .as(
                                "line %d: %s%nsays that this comes:%n%s%nbut this came:%n%s",
                                example.line(), example.command(), example.output(), outputs[i])
                        .isTrue();
            }
            every.assertAll();
        }
    }

    private static String withoutFigures(String report) {
        return report.replaceAll("NOTE .*\n", "").replaceAll(FIGURES, "N").replaceAll(" +", " ");
    }

    /** Like the one of a reader, in a folder that is on the path. */
    private void writeLauncher() throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String options = Runtime.version().feature() >= 24
                ? "--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
                : "";
        Path launcher = Files.writeString(
                folder.resolve("tidings"),
                "#!/bin/sh\nexec '%s' %s -XX:TieredStopAtLevel=1 -cp '%s' dev.tidings.cli.Main \"$@\"\n"
                        .formatted(java, options, System.getProperty("java.class.path")));
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
    }

    private String run(String script) throws IOException, InterruptedException {
        Path work = Files.createDirectory(folder.resolve("work"));
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", script)
                .directory(work.toFile())
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("TIDINGS_"));
        builder.environment().put("PATH", folder + ":" + System.getenv("PATH"));
        Process bash = builder.start();
        bash.getOutputStream().close();
        String output = new String(bash.getInputStream().readAllBytes(), UTF_8);
        assertThat(bash.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return output;
    }
}
