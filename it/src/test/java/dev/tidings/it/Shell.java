package dev.tidings.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command that bash runs, in a folder of its own. Closing it ends what still runs. */
final class Shell implements AutoCloseable {

    private static final int SECONDS = 30;

    private final Process process;
    private final Path folder;

    private Shell(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    static Shell start(String command) {
        try {
            Path folder = Files.createTempDirectory("tidings-shell-");
            // curl shows its progress where a terminal would not see it.
            Files.writeString(folder.resolve(".curlrc"), "silent\nshow-error\n");
            ProcessBuilder builder = new ProcessBuilder("bash", "-c", command)
                    .directory(folder.toFile())
                    .redirectOutput(folder.resolve("output").toFile())
                    .redirectError(folder.resolve("errors").toFile());
            builder.environment().put("HOME", folder.toString());
            Process process = builder.start();
            process.getOutputStream().close();
            return new Shell(process, folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command to its end and gives its output. */
    static String run(String command) {
        try (Shell shell = start(command)) {
            shell.awaitEnd();
            return shell.output();
        }
    }

    /** What it has written so far; line ends are LF. */
    String output() {
        return read("output");
    }

    /** What it has complained of so far. */
    String errors() {
        return read("errors");
    }

    private String read(String name) {
        try {
            return new String(Files.readAllBytes(folder.resolve(name)), UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitEnd() {
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("did not end: " + output() + errors());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
        try {
            for (String file : List.of("output", "errors", ".curlrc")) {
                Files.delete(folder.resolve(file));
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
