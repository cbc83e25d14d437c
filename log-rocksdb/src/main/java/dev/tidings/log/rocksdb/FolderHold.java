package dev.tidings.log.rocksdb;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps everybody from opening a log while somebody reads in its folder; several may read. Writes nothing. For one thread.
 */
final class FolderHold implements AutoCloseable {

    private final @Nullable FileChannel lockFile;

    private FolderHold(@Nullable FileChannel lockFile) {
        this.lockFile = lockFile;
    }

    /** Null if a process has the log open. A folder that nobody has ever opened, a backup say, needs no hold. */
    static @Nullable FolderHold take(Path log) throws IOException {
        Path file = log.resolve(LogFolder.LOCK);
        if (!Files.exists(file)) {
            return new FolderHold(null);
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        FileLock lock = null;
        try {
            lock = channel.tryLock(0, Long.MAX_VALUE, true);
        } catch (OverlappingFileLockException inThisProcess) {
            lock = null;
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        return lock == null ? null : new FolderHold(channel);
    }

    /** With the channel the lock goes. */
    @Override
    public void close() throws IOException {
        if (lockFile != null) {
            lockFile.close();
        }
    }
}
