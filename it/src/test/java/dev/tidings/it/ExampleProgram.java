package dev.tidings.it;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/**
 * A program of the folder {@code examples}, which a page of the documentation shows.
 *
 * @param file below that folder
 */
record ExampleProgram(String file) {

    private static final Path FOLDER =
            Path.of("..", "examples").toAbsolutePath().normalize();
    private static final String SOURCES = "src/main/java/";

    private Path path() {
        return FOLDER.resolve(file);
    }

    String source() throws IOException {
        return Files.readString(path());
    }

    /** Started with these arguments. */
    Shell start(String... arguments) throws IOException, InterruptedException {
        StringBuilder command = new StringBuilder("exec ").append(command());
        for (String argument : arguments) {
            command.append(" '").append(argument.replace("'", "'\\''")).append('\'');
        }
        return Shell.start(command.toString());
    }

    private String command() throws IOException, InterruptedException {
        String program = "'" + path() + "'";
        return switch (file.substring(file.lastIndexOf('.') + 1)) {
            case "py" -> "python3 " + program;
            case "mjs" -> {
                installPackages(path().getParent());
                yield "node " + program;
            }
            case "java" ->
                "'%s/bin/java' -XX:TieredStopAtLevel=1 -cp '%s' %s"
                        .formatted(System.getProperty("java.home"), System.getProperty("java.class.path"), className());
            default -> program;
        };
    }

    private String className() {
        return file.substring(file.indexOf(SOURCES) + SOURCES.length(), file.length() - ".java".length())
                .replace('/', '.');
    }

    /** A program for Node.js that uses the packages of {@code examples/clients/node}. */
    static Shell node(String program) throws IOException, InterruptedException {
        Path folder = FOLDER.resolve("clients").resolve("node");
        installPackages(folder);
        return Shell.start("cd '" + folder + "' && exec node --input-type=module --eval \"" + program + "\"");
    }

    /** One test at a time, in whichever JVM. */
    private static void installPackages(Path folder) throws IOException, InterruptedException {
        Path lock = Files.createDirectories(Path.of("target")).resolve("npm.lock");
        synchronized (ExampleProgram.class) {
            try (FileChannel file = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                file.lock();
                installMissing(folder);
            }
        }
    }

    /** Only where they are missing or older than the lock file: without a registry, what was installed before will do. */
    private static void installMissing(Path folder) throws IOException, InterruptedException {
        Path wanted = folder.resolve("package-lock.json");
        Path installed = folder.resolve("node_modules").resolve(".package-lock.json");
        if (!Files.exists(wanted)
                || Files.exists(installed)
                        && Files.getLastModifiedTime(installed).compareTo(Files.getLastModifiedTime(wanted)) >= 0) {
            return;
        }
        Path log = Files.createTempFile("npm-", ".txt");
        Process npm = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--prefer-offline")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!npm.waitFor(2, TimeUnit.MINUTES) || npm.exitValue() != 0) {
            npm.destroyForcibly();
            throw new AssertionError("npm ci: " + Files.readString(log));
        }
        Files.delete(log);
    }
}
