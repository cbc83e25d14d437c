package dev.tidings.server.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A small file that nobody but its owner may read, and that is there whole or as it was before, whatever happens while it is written.
 * <p>
 * For one thread at a time; blocks.
 *
 * @param path made, with its folder, when it is first written
 */
record PrivateFile(Path path) {

    /** What is in it; null if it is not there. */
    @Nullable
    String read() throws IOException {
        try {
            return Files.readString(path);
        } catch (NoSuchFileException none) {
            return null;
        }
    }

    /** Survives a power cut when this returns. */
    void write(String text) throws IOException {
        Path folder = folder();
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, only("rwx------"));
            force(folder.toAbsolutePath().getParent());
        }
        Path whole = path.resolveSibling(path.getFileName() + ".new");
        Files.deleteIfExists(whole);
        try (FileChannel channel = FileChannel.open(
                whole, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), only("rw-------"))) {
            ByteBuffer bytes = UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(whole, path, StandardCopyOption.ATOMIC_MOVE);
        force(folder);
    }

    /**
     * The secret in it, which is made if there is none yet.
     *
     * @throws UncheckedIOException if it can be neither read nor made
     */
    String secret() {
        try {
            String known = read();
            if (known != null && !known.isBlank()) {
                return known.strip();
            }
            String made = ApiKey.generate(new SecureRandom());
            write(made + "\n");
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(path + ": " + e.getMessage() + " (expected: a file that can be read)", e);
        }
    }

    private Path folder() {
        Path folder = path.getParent();
        return folder == null ? Path.of("") : folder;
    }

    private FileAttribute<?>[] only(String permissions) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /** Elsewhere a folder cannot be opened, and names are durable without it. */
    private static void force(@Nullable Path folder) throws IOException {
        if (folder != null
                && folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel =
                    FileChannel.open(folder.toString().isEmpty() ? Path.of(".") : folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
