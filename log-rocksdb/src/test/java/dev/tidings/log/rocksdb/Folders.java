package dev.tidings.log.rocksdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Folders for logs, in one that is removed at the end. */
public final class Folders implements AutoCloseable {

    private final Path root;
    private int count;

    public Folders() {
        try {
            root = Files.createTempDirectory("tidings-log-test-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A folder that is not there yet. */
    public Path next() {
        return root.resolve("log-" + count++);
    }

    public Path path(String name) {
        return root.resolve(name);
    }

    /** A copy of a folder as it was at one moment, file by file, without sockets. */
    public Path copy(Path from) throws IOException {
        while (true) {
            try {
                Map<Path, Long> before = sizes(from);
                Path copy = copyOnce(from);
                // Of a log that is open, a copy could lack the file that was begun meanwhile.
                if (sizes(from).equals(before)) {
                    return copy;
                }
            } catch (NoSuchFileException removed) {
                Thread.onSpinWait();
            } catch (UncheckedIOException e) {
                if (!(e.getCause() instanceof NoSuchFileException)) {
                    throw e;
                }
            }
        }
    }

    private Path copyOnce(Path from) throws IOException {
        Path to = next();
        for (Path file : list(from)) {
            if (Files.isDirectory(file) || Files.isRegularFile(file)) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
        return to;
    }

    private static Map<Path, Long> sizes(Path folder) throws IOException {
        Map<Path, Long> sizes = new HashMap<>();
        for (Path file : list(folder)) {
            sizes.put(file, Files.size(file));
        }
        return sizes;
    }

    static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.toList();
        }
    }

    @Override
    public void close() throws IOException {
        for (Path file : list(root).stream().sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
        }
    }
}
