package dev.tidings.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code tidings} in a JVM of its own, in a folder of its own. */
final class ServeProcess implements AutoCloseable {

    private static final String READY = "Tidings is ready on ";
    private static final int SECONDS = 60;

    private final Process process;
    private final Path errors;

    private ServeProcess(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
    }

    static ServeProcess start(Path folder, Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= 24) {
            command.add("--enable-native-access=ALL-UNNAMED");
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        if (!arguments[0].equals("serve")) {
            command.add("-XX:TieredStopAtLevel=1"); // It ends before it would have been worth compiling.
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.tidings.cli.Main"));
        command.addAll(List.of(arguments));
        Path errors = Files.createTempFile(folder, "stderr", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectError(errors.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("TIDINGS_"));
        builder.environment().putAll(environment);
        return new ServeProcess(builder.start(), errors);
    }

    /** Waits for the ready line, which has to be the first. */
    URI awaitReady() throws IOException {
        String line = process.inputReader().readLine();
        assertThat(line).as(errors()).startsWith(READY);
        return URI.create(line.substring(READY.length()));
    }

    /** What is written there, it reads on standard input. */
    OutputStream input() {
        return process.getOutputStream();
    }

    /** The next line that it says on standard output. */
    String readLine() throws IOException {
        return process.inputReader().readLine();
    }

    /** Closes the pipe of its standard output. */
    void stopReading() throws IOException {
        process.getInputStream().close();
    }

    /** Everything that it says on standard output until it ends. */
    String output() throws IOException {
        return new String(process.getInputStream().readAllBytes(), UTF_8);
    }

    /** As {@code kill} does it. */
    void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    /** {@code kill -9}; returns when it is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    int awaitExit() throws InterruptedException {
        assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).as("it ended").isTrue();
        return process.exitValue();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Everything that it said on standard error so far. */
    String errors() throws IOException {
        return Files.readString(errors);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
