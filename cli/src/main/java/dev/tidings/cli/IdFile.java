package dev.tidings.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Keeps the id of the last message that has been dealt with in a file, which holds one id at any moment, whatever ends. For one thread. */
final class IdFile {

    private final Path file;
    private final Path next;
    private String stored;

    /** @throws IOException if the file is there and cannot be read */
    IdFile(Path file) throws IOException {
        this.file = file;
        this.next = file.resolveSibling(file.getFileName() + ".new");
        this.stored = read(file);
    }

    private static String read(Path file) throws IOException {
        try {
            return Files.readString(file).strip();
        } catch (NoSuchFileException firstTime) {
            return "";
        }
    }

    /** Empty if there is none yet. */
    String id() {
        return stored;
    }

    /** Nothing is written if it is the same as before. */
    void store(String id) throws IOException {
        if (id.equals(stored) || id.isEmpty()) {
            return;
        }
        Files.write(next, (id + "\n").getBytes(UTF_8));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        stored = id;
    }
}
