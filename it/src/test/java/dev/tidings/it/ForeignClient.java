package dev.tidings.it;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of docs/clients.md, which writes a line for each event: its id, its type and its data. */
enum ForeignClient {
    CURL("curl/follow"),
    PYTHON("python/follow.py"),
    NPM_EVENTSOURCE("node/follow.mjs"),
    OKHTTP("src/main/java/dev/tidings/examples/clients/OkHttpFollower.java"),
    OKHTTP_EVENTSOURCE("src/main/java/dev/tidings/examples/clients/OkHttpEventSourceFollower.java"),
    SPRING_WEBCLIENT("src/main/java/dev/tidings/examples/clients/WebClientFollower.java");

    private static final Path FOLDER =
            Path.of("..", "examples", "clients").toAbsolutePath().normalize();

    private final String file;

    ForeignClient(String file) {
        this.file = file;
    }

    /** All files that docs/clients.md shows. */
    static List<String> sources() throws IOException {
        List<String> sources = new ArrayList<>();
        for (ForeignClient client : values()) {
            sources.add(Files.readString(FOLDER.resolve(client.file)));
        }
        sources.add(Files.readString(FOLDER.resolve(OKHTTP.file).resolveSibling("FirstId.java")));
        return sources;
    }

    /** Runs until it is refused, or closed. */
    Shell follow(URI stream) throws IOException, InterruptedException {
        return Shell.start("exec " + command() + " '" + stream + "'");
    }

    /** A program for Node.js, where the packages of this folder are. */
    static Shell node(String program) throws IOException, InterruptedException {
        Path folder = FOLDER.resolve("node");
        installPackages(folder);
        return Shell.start("cd '" + folder + "' && exec node --input-type=module --eval \"" + program + "\"");
    }

    private String command() throws IOException, InterruptedException {
        String program = "'" + FOLDER.resolve(file) + "'";
        return switch (file.substring(file.lastIndexOf('.') + 1)) {
            case "py" -> "python3 " + program;
            case "mjs" -> {
                installPackages(FOLDER.resolve("node"));
                yield "node " + program;
            }
            case "java" ->
                "'%s/bin/java' -XX:TieredStopAtLevel=1 -cp '%s' %s"
                        .formatted(
                                System.getProperty("java.home"),
                                System.getProperty("java.class.path"),
                                file.substring(file.indexOf("dev/"), file.length() - ".java".length())
                                        .replace('/', '.'));
            default -> program;
        };
    }

    /** Only where they are missing or older than the lock file: without a registry, what was installed before will do. */
    private static void installPackages(Path folder) throws IOException, InterruptedException {
        Path installed = folder.resolve("node_modules").resolve(".package-lock.json");
        Path wanted = folder.resolve("package-lock.json");
        if (Files.exists(installed)
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
