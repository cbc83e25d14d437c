package dev.tidings.fuzz;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** One run of Jazzer, in a process of its own: what it instruments has to be loaded after it. */
final class FuzzRun {

    private static final Path RUNS = Path.of("target", "fuzz");
    private static final int LAST_LINES = 40;

    /** 8 KiB: what is larger is refused for its size, or is more of the same. */
    private static final int MAX_INPUT_BYTES = 8 << 10;

    /** 60 s: an input that takes so long hangs. */
    private static final int TIMEOUT_SECONDS = 60;

    /** Null for a short run. */
    private static final Integer SECONDS = Integer.getInteger("tidings.fuzz.seconds");

    private final FuzzTarget target;
    private final int seed = Integer.getInteger("tidings.fuzz.seed", 1 + new Random().nextInt(Integer.MAX_VALUE - 1));
    private final Path folder;
    private final Path log;
    private int exitCode = -1;

    private FuzzRun(FuzzTarget target) {
        this.target = target;
        this.folder = RUNS.resolve(target.text());
        this.log = folder.resolve("log");
    }

    /** Runs until a number of inputs has been tried, or, if {@code tidings.fuzz.seconds} says so, for that long. */
    static FuzzRun of(FuzzTarget target) throws IOException, InterruptedException {
        FuzzRun run = new FuzzRun(target);
        System.out.println(target.text() + ": -Dtidings.fuzz.seed=" + run.seed);
        run.start();
        return run;
    }

    private void start() throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Process process = new ProcessBuilder(command(kept()))
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(log.toFile())
                .start();
        try {
            exitCode = process.waitFor();
        } finally {
            process.destroyForcibly();
        }
    }

    /** Where inputs are kept that reach something new: long runs go on from there, short ones begin with the corpus alone. */
    private Path kept() throws IOException {
        return SECONDS == null
                ? Files.createTempDirectory(folder, "short")
                : Files.createDirectories(folder.resolve("corpus"));
    }

    private List<String> command(Path kept) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ofJava());
        command.add("com.code_intelligence.jazzer.Jazzer");
        command.addAll(ofJazzer());
        command.addAll(ofLibFuzzer());
        command.add(kept.toString());
        command.add(target.corpus().toString());
        return command;
    }

    private static List<String> ofJava() {
        int version = Runtime.version().feature();
        List<String> arguments = new ArrayList<>(List.of(
                "-Xmx1g",
                "-XX:-OmitStackTraceInFastThrow",
                "-Dio.netty.leakDetection.level=paranoid",
                "-cp",
                System.getProperty("java.class.path")));
        if (version >= 21) {
            arguments.add("-XX:+EnableDynamicAgentLoading");
        }
        if (version >= 24) {
            arguments.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        }
        return arguments;
    }

    private List<String> ofJazzer() {
        return List.of(
                "--target_class=" + target.type().getName(),
                "--instrumentation_includes=" + target.covered(),
                "--custom_hook_includes=" + target.covered(),
                "--instrumentation_excludes=dev.tidings.fuzz.**",
                "--custom_hook_excludes=dev.tidings.fuzz.**",
                "--disabled_hooks=" + target.disabledHooks(),
                "--reproducer_path=" + folder);
    }

    private List<String> ofLibFuzzer() {
        return List.of(
                SECONDS == null ? "-runs=" + target.shortRuns() : "-max_total_time=" + SECONDS,
                "-seed=" + seed,
                "-dict=" + target.dictionary(),
                "-max_len=" + MAX_INPUT_BYTES,
                "-timeout=" + TIMEOUT_SECONDS,
                "-rss_limit_mb=0", // The heap has a bound of its own.
                "-artifact_prefix=" + folder + "/",
                "-print_final_stats=1");
    }

    /** 0 if nothing was found. */
    int exitCode() {
        return exitCode;
    }

    /** Where it ended, for whoever reads the failure. */
    @Override
    public String toString() {
        try (Stream<String> lines = Files.lines(log)) {
            List<String> all = lines.toList();
            return target.text() + ", seed " + seed + ", " + log.toAbsolutePath() + ":\n"
                    + String.join("\n", all.subList(Math.max(0, all.size() - LAST_LINES), all.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
