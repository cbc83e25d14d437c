package dev.tidings.log.rocksdb.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tidings.log.rocksdb.tools.LogControl;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The folder of a log: whose it is, in which version, and who has it open.
 * <pre>
 *   tidings-log      the version of what is stored; there once the log is complete
 *   tidings-lock     locked by the process that has the log open; what its last opening left tells this folder from others
 *   tidings-backup   only in a backup, until it is opened for the first time; up to which position it goes
 *   tidings-control  only while the log is open: the socket of {@link LogControl}
 *   db/              the database
 * </pre>
 * For one thread.
 */
public final class LogFolder implements AutoCloseable {

    /** What this version writes, and the newest it reads. */
    public static final int VERSION = 1;

    private static final String MARKER = "tidings-log";
    public static final String LOCK = "tidings-lock";
    private static final String BACKUP = "tidings-backup";
    private static final String DATABASE = "db";
    private static final String LISTS = "lists-";
    private static final String NEW_MARKER = "tidings-log.new";
    private static final Set<String> UNFINISHED = Set.of(LOCK, DATABASE, NEW_MARKER);
    private static final String BACKUP_HEADER = "Tidings backup, up to position ";
    private static final String HEADER = "Tidings log, version ";
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private static final Duration RETRY = Duration.ofMillis(50);

    /** 500 ms: `tidings log info` holds the folder for so long, and must not be why a hub does not start. */
    private static final Duration GLANCE = Duration.ofMillis(500);

    private final Path path;
    private final boolean isNew;
    private final FolderLock lock;
    private final String found;
    private final String left = UUID.randomUUID().toString();

    private LogFolder(Path path, boolean isNew, FolderLock lock) throws IOException {
        this.path = path;
        this.isNew = isNew;
        this.lock = lock;
        this.found = lock.read();
    }

    /**
     * Takes a folder for this process, and makes it if it is not there.
     *
     * @param wait how long to wait for another process to let go of it
     * @throws LogStorageException if the folder is not to be had; the message says why, and what to do
     */
    public static LogFolder open(Path path, Duration wait) {
        try {
            if (!Files.isDirectory(path)) {
                makeFolder(path);
            }
            // Before anything is written there, and again when nobody else writes there.
            version(path);
            FolderLock lock = lock(path, wait);
            try {
                return new LogFolder(path, version(path) == 0, lock);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw cannotUse(path, e);
        }
    }

    private static void makeFolder(Path path) throws IOException {
        Path parent = path.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        makePrivate(path);
    }

    /** The database's folder, which is private also where somebody else has made the log's. */
    public void makeDatabase() throws IOException {
        Path database = database();
        if (isNew && !Files.exists(database)) {
            makePrivate(database);
        }
    }

    /** Takes a folder from all but its owner. */
    public static void keepPrivate(Path folder) throws IOException {
        if (isPosix(folder)) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** Makes a folder in one that is there. */
    public static void makePrivate(Path path) throws IOException {
        if (isPosix(path)) {
            // Events are whoever's they are for, not everybody's on this machine.
            Files.createDirectory(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectory(path);
        }
    }

    private static FolderLock lock(Path path, Duration wait) throws IOException {
        long deadline = System.nanoTime() + Math.max(wait.toNanos(), GLANCE.toNanos());
        FolderLock taken = FolderLock.toWrite(path, LOCK);
        while (taken == null && System.nanoTime() < deadline) {
            pause();
            taken = FolderLock.toWrite(path, LOCK);
        }
        if (taken == null) {
            throw new LogStorageException("log in " + path + ": another process has it open (expected: one at a time;"
                    + " stop it, choose another folder, or wait for it with --wait-for-log 60s)");
        }
        return taken;
    }

    /** Nothing tells when another process lets go of a file: one has to ask again. Whoever opens a log waits on its own thread. */
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
     * @return 0 if a log can be made in it: it is empty, or a log was being made in it
     * @throws LogStorageException if something else is in it, or a newer log
     */
    public static int version(Path path) throws IOException {
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
            return 0;
        }
        String text = Files.readString(marker, ISO_8859_1).strip();
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
        return version;
    }

    private static int parseVersion(String text) {
        return text.matches("[1-9][0-9]{0,8}") ? Integer.parseInt(text) : 0;
    }

    public static LogStorageException cannotUse(Path path, IOException e) {
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

    public Path path() {
        return path;
    }

    public Path database() {
        return database(path);
    }

    public static Path database(Path log) {
        return log.resolve(DATABASE);
    }

    /** Whether this is a backup that has not been opened since it was made. */
    public boolean isBackup() {
        return isBackup(path);
    }

    public static boolean isBackup(Path log) {
        return Files.exists(log.resolve(BACKUP));
    }

    /** Lists that were being written when the process was killed. */
    public void deleteLeftovers() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.filter(LogFolder::isLists).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static boolean isLists(Path file) {
        return file.getFileName().toString().startsWith(LISTS);
    }

    /** Where the lists of a segment are written before the database takes them in. */
    public Path lists(long segment) {
        return path.resolve(LISTS + segment);
    }

    /** Whether no log has ever been opened in it. In any other, nothing may be made anew that is missing. */
    public boolean isNew() {
        return isNew;
    }

    /** The log in it is complete, and from now on one like any other; that survives a power cut when this returns. */
    public void opened() throws IOException {
        lock.write(left);
        if (isNew) {
            syncNames();
            writeMarker(path);
        }
        if (Files.deleteIfExists(path.resolve(BACKUP))) {
            DurableFiles.forceFolder(path);
        }
    }

    /** Writes the names of what is in the folder to the disk, and its own, and those of the folders that were made for it. */
    private void syncNames() throws IOException {
        DurableFiles.forceFolder(path);
        for (Path above = path.toAbsolutePath().getParent(); above != null; above = above.getParent()) {
            try {
                DurableFiles.forceFolder(above);
            } catch (AccessDeniedException others) {
                // Not made for it, then.
            }
        }
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Whole or not at all, whatever happens. */
    private static void writeMarker(Path folder) throws IOException {
        Path whole = folder.resolve(NEW_MARKER);
        Files.deleteIfExists(whole);
        DurableFiles.write(whole, HEADER + VERSION + "\n");
        Files.move(whole, folder.resolve(MARKER), StandardCopyOption.ATOMIC_MOVE);
        DurableFiles.forceFolder(folder);
    }

    /**
     * Makes a folder, which holds a copy of a database, a backup. Only the last step makes it look like a log.
     *
     * @param head the last position in it: a backup whose end is cut off can be told from a whole one
     */
    public static void markBackup(Path copy, long head) throws IOException {
        DurableFiles.write(copy.resolve(BACKUP), BACKUP_HEADER + head + "\n");
        writeMarker(copy);
    }

    /** The last position in a backup when it was made; -1 if that is not known. */
    public static long headOfBackup(Path backup) throws IOException {
        String text = Files.readString(backup.resolve(BACKUP), ISO_8859_1).strip();
        if (text.isEmpty()) {
            return -1;
        }
        if (!text.matches(BACKUP_HEADER + "[0-9]{1,18}")) {
            throw new DamagedLogException("file " + BACKUP + ": '" + text + "' (expected: " + BACKUP_HEADER + "N)");
        }
        return Long.parseLong(text.substring(BACKUP_HEADER.length()));
    }

    /** Tells this folder from a copy of it; empty where the file system cannot. */
    public String place() {
        try {
            // Once the folder is deleted, its copy may get the same number.
            Map<String, Object> file = Files.readAttributes(path.resolve(LOCK), "unix:ino,creationTime");
            return file.get("ino") + "/" + file.get("creationTime");
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException unknown) {
            return "";
        }
    }

    /** What the opening before left in the folder, and what this one leaves. */
    public String found() {
        return found;
    }

    public String left() {
        return left;
    }

    /** Changes when the machine is started again; empty where nobody knows. */
    public static String bootId() {
        try {
            return Files.readString(BOOT_ID, US_ASCII).strip();
        } catch (IOException unknown) {
            return "";
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw cannotUse(path, e);
        }
    }
}
