package dev.tidings.log.rocksdb;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a log: whose it is, in which version, and who has it open.
 * <pre>
 *   tidings-log      the version of what is stored; there once the log is complete
 *   tidings-lock     locked by the process that has the log open, and what tells this folder from a copy
 *   tidings-backup   only in a backup, until it is opened for the first time
 *   db/              the database
 * </pre>
 * For one thread.
 */
final class LogFolder implements AutoCloseable {

    /** What this version writes, and the newest it reads. */
    static final int VERSION = 1;

    private static final String MARKER = "tidings-log";
    private static final String LOCK = "tidings-lock";
    private static final String BACKUP = "tidings-backup";
    private static final String DATABASE = "db";
    private static final String NEW_MARKER = "tidings-log.new";
    private static final Set<String> UNFINISHED = Set.of(LOCK, DATABASE, NEW_MARKER);
    private static final String HEADER = "Tidings log, version ";
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private static final Duration RETRY = Duration.ofMillis(50);

    private final Path path;
    private final boolean isNew;
    private final FileChannel lockFile;
    private final FileLock lock;

    private LogFolder(Path path, boolean isNew, FileChannel lockFile, FileLock lock) {
        this.path = path;
        this.isNew = isNew;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /**
     * Takes a folder for this process, and makes it if it is not there.
     *
     * @param wait how long to wait for another process to let go of it
     * @throws LogStorageException if the folder is not to be had; the message says why, and what to do
     */
    static LogFolder open(Path path, Duration wait) {
        try {
            if (!Files.isDirectory(path)) {
                makeFolder(path);
            }
            boolean known = checkVersion(path);
            FileChannel file =
                    FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            return new LogFolder(path, !known, file, lock(path, file, wait));
        } catch (IOException e) {
            throw cannotUse(path, e);
        }
    }

    private static void makeFolder(Path path) throws IOException {
        Path parent = path.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        if (isPosix(path)) {
            // Events are whoever's they are for, not everybody's on this machine.
            Files.createDirectory(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectory(path);
        }
    }

    private static FileLock lock(Path path, FileChannel file, Duration wait) throws IOException {
        long deadline = System.nanoTime() + wait.toNanos();
        FileLock taken = tryLock(file);
        while (taken == null && System.nanoTime() < deadline) {
            pause();
            taken = tryLock(file);
        }
        if (taken == null) {
            file.close();
            throw new LogStorageException("log in " + path + ": another process has it open (expected: one at a time;"
                    + " stop it, choose another folder, or wait for it with --wait-for-log 60s)");
        }
        return taken;
    }

    private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException inThisProcess) {
            return null;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogStorageException("interrupted while waiting for the log", e);
        }
    }

    /**
     * Looks whether there is a log in a folder, of a version that can be read.
     *
     * @return false if a log can be made in it: it is empty, or a log was being made in it
     */
    static boolean checkVersion(Path path) throws IOException {
        Path marker = path.resolve(MARKER);
        if (!Files.exists(marker)) {
            try (Stream<Path> files = Files.list(path)) {
                if (files.anyMatch(
                        file -> !UNFINISHED.contains(file.getFileName().toString()))) {
                    throw new LogStorageException("folder " + path
                            + ": has files in it, and none of them is " + MARKER
                            + " (expected: an empty folder, or one with a log)");
                }
            }
            return false;
        }
        String text = Files.readString(marker, US_ASCII).strip();
        int version = text.startsWith(HEADER) ? parseVersion(text.substring(HEADER.length())) : 0;
        if (version == 0) {
            throw new LogStorageException(
                    "file " + marker + ": '" + text.lines().findFirst().orElse("") + "' (expected: " + HEADER + VERSION
                            + "); the log is damaged, `tidings log check` says more");
        }
        if (version > VERSION) {
            throw new LogStorageException("log in " + path + ": version " + version + " (expected: at most " + VERSION
                    + "); a newer Tidings wrote it: use that, or another folder");
        }
        return true;
    }

    private static int parseVersion(String text) {
        return text.matches("[1-9][0-9]{0,8}") ? Integer.parseInt(text) : 0;
    }

    static LogStorageException cannotUse(Path path, IOException e) {
        String why = String.valueOf(e.getMessage());
        if (e instanceof AccessDeniedException) {
            why = "permission denied";
        } else if (e instanceof FileAlreadyExistsException) {
            why = "there is a file of this name";
        } else if (e instanceof FileSystemException failed && failed.getReason() != null) {
            why = failed.getReason();
        }
        return new LogStorageException(
                "log in " + path + ": " + why + " (expected: a folder that can be written to, with room in it)", e);
    }

    Path path() {
        return path;
    }

    Path database() {
        return database(path);
    }

    static Path database(Path log) {
        return log.resolve(DATABASE);
    }

    /** Whether this is a backup that has not been opened since it was made. */
    boolean isBackup() {
        return Files.exists(path.resolve(BACKUP));
    }

    /** Whether no log has ever been opened in it. In any other, nothing may be made anew that is missing. */
    boolean isNew() {
        return isNew;
    }

    /** The log in it is complete, and from now on one like any other; that survives a power cut when this returns. */
    void opened() throws IOException {
        if (isNew) {
            syncNames();
            writeMarker(path);
        }
        if (Files.deleteIfExists(path.resolve(BACKUP))) {
            sync(path);
        }
    }

    /** Writes the names of what is in the folder to the disk, and its own, and those of the folders that were made for it. */
    private void syncNames() throws IOException {
        sync(path);
        for (Path above = path.toAbsolutePath().getParent(); above != null; above = above.getParent()) {
            try {
                sync(above);
            } catch (AccessDeniedException others) {
                // Not made for it, then.
            }
        }
    }

    private static void sync(Path folder) throws IOException {
        if (isPosix(folder)) {
            try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Whole or not at all, whatever happens. */
    private static void writeMarker(Path folder) throws IOException {
        Path whole = folder.resolve(NEW_MARKER);
        Files.writeString(whole, HEADER + VERSION + "\n", US_ASCII);
        try (FileChannel written = FileChannel.open(whole, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        Files.move(whole, folder.resolve(MARKER), StandardCopyOption.ATOMIC_MOVE);
        sync(folder);
    }

    /** Makes a folder, which holds a copy of a database, a backup. */
    static void markBackup(Path copy) throws IOException {
        Files.writeString(copy.resolve(BACKUP), "", US_ASCII, StandardOpenOption.CREATE_NEW);
        writeMarker(copy);
    }

    /** Tells this folder from a copy of it; empty where the file system cannot. */
    String place() {
        try {
            // Once the folder is deleted, its copy may get the same number.
            Map<String, Object> file = Files.readAttributes(path.resolve(LOCK), "unix:ino,creationTime");
            return file.get("ino") + "/" + file.get("creationTime");
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException unknown) {
            return "";
        }
    }

    /** Changes when the machine is started again; empty where nobody knows. */
    static String bootId() {
        try {
            return Files.readString(BOOT_ID, US_ASCII).strip();
        } catch (IOException unknown) {
            return "";
        }
    }

    @Override
    public void close() {
        try {
            lock.release();
            lockFile.close();
        } catch (IOException e) {
            throw cannotUse(path, e);
        }
    }
}
