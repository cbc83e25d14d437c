package dev.tidings.log.rocksdb.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Keeps everybody from opening a log while somebody reads in its folder; several may read. Writes nothing. For one thread.
 */
public final class FolderHold implements AutoCloseable {

    private final @Nullable FolderLock lock;

    private FolderHold(@Nullable FolderLock lock) {
        this.lock = lock;
    }

    /** Null if somebody has the log open. A folder that nobody has ever opened, a backup say, needs no hold. */
    public static @Nullable FolderHold take(Path log) throws IOException {
        if (!Files.exists(log.resolve(LogFolder.LOCK))) {
            return new FolderHold(null);
        }
        FolderLock lock = FolderLock.toRead(log, LogFolder.LOCK);
        return lock == null ? null : new FolderHold(lock);
    }

    @Override
    public void close() throws IOException {
        if (lock != null) {
            lock.close();
        }
    }
}
