package dev.tidings.log.rocksdb.tools;

import dev.tidings.log.rocksdb.store.RocksStore;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.rocksdb.Checkpoint;
import org.rocksdb.RocksDBException;

/** Copies a database into a folder that is not there yet. */
public interface DatabaseCopy {

    /** Files of sorted keys are linked where that is possible: they are never changed. */
    void copyTo(Path folder) throws RocksDBException, IOException;

    /** Of a database that is written to. What is in memory only is written into files first. */
    public static DatabaseCopy ofOpen(RocksStore store) {
        return folder -> {
            try (Checkpoint checkpoint = Checkpoint.create(store.db())) {
                checkpoint.createCheckpoint(folder.toString());
            }
        };
    }

    /** Of a database that nobody has open, file by file: RocksDB makes no checkpoint of one that it may only read. */
    public static DatabaseCopy ofFiles(Path database) {
        return folder -> {
            Files.createDirectory(folder);
            for (Path file : needed(database)) {
                linkOrCopy(file, folder.resolve(file.getFileName()));
            }
        };
    }

    private static List<Path> needed(Path database) throws IOException {
        try (Stream<Path> files = Files.list(database)) {
            // Not what RocksDB has to say, nor its lock.
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("LO"))
                    .toList();
        }
    }

    private static void linkOrCopy(Path file, Path copy) throws IOException {
        if (file.getFileName().toString().endsWith(OrphanFiles.SUFFIX)) {
            try {
                Files.createLink(copy, file);
                return;
            } catch (FileSystemException | UnsupportedOperationException elsewhere) {
                Files.deleteIfExists(copy);
            }
        }
        Files.copy(file, copy);
    }
}
