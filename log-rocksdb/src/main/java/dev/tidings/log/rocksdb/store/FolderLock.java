package dev.tidings.log.rocksdb.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A lock on a folder: one may write, or several may read. Any thread.
 * <p>
 * The operating system keeps processes apart; a table does so within this one, since it would give up all of a process's locks on
 * a file as soon as any channel of that file is closed.
 */
public final class FolderLock implements AutoCloseable {

    private static final int MAX_CONTENT = 256;

    // Guarded by the class: by the real path of the lock file, those of this process.
    private static final Map<Path, FolderLock> TAKEN = new HashMap<>();

    private final Path file;
    private final FileChannel channel;
    private final boolean shared;

    // Guarded by the class.
    private int users = 1;

    private FolderLock(Path file, FileChannel channel, boolean shared) {
        this.file = file;
        this.channel = channel;
        this.shared = shared;
    }

    /** Takes a folder for writing, and makes its lock file if it is not there; null if somebody has it. */
    public static @Nullable FolderLock toWrite(Path folder, String name) throws IOException {
        return take(folder, name, false);
    }

    /** Takes a folder that has a lock file for reading, and writes nothing; null if somebody writes there. */
    public static @Nullable FolderLock toRead(Path folder, String name) throws IOException {
        return take(folder, name, true);
    }

    private static synchronized @Nullable FolderLock take(Path folder, String name, boolean shared) throws IOException {
        Path file = folder.toRealPath().resolve(name);
        FolderLock known = TAKEN.get(file);
        if (known != null) {
            if (!known.shared || !shared) {
                return null;
            }
            known.users++;
            return known;
        }
        FileChannel channel = shared
                ? FileChannel.open(file, StandardOpenOption.READ)
                : FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock(0, Long.MAX_VALUE, shared);
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        if (lock == null) {
            return null;
        }
        FolderLock taken = new FolderLock(file, channel, shared);
        TAKEN.put(file, taken);
        return taken;
    }

    /** What is in the lock file. */
    public String read() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(MAX_CONTENT);
        channel.read(bytes, 0);
        return new String(bytes.array(), 0, bytes.position(), US_ASCII);
    }

    /** Writes the lock file, durable when this returns; as long as what was there before, if there was anything. */
    public void write(String content) throws IOException {
        channel.write(US_ASCII.encode(content), 0);
        channel.force(true);
    }

    @Override
    public void close() throws IOException {
        synchronized (FolderLock.class) {
            if (--users == 0) {
                TAKEN.remove(file);
                channel.close();
            }
        }
    }
}
