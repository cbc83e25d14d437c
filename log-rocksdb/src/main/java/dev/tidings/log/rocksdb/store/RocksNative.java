package dev.tidings.log.rocksdb.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/**
 * Loads RocksDB's native library, once for a process.
 * <p>
 * RocksDB itself unpacks it into a file that stays behind when the process is killed, 17 MB each time. Here the file goes as soon
 * as it is loaded, where the operating system allows that.
 */
public final class RocksNative {

    private static boolean loaded;

    private RocksNative() {}

    public static synchronized void load() {
        if (!loaded) {
            try {
                loadFromPrivateFolder();
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "RocksDB's native library could not be unpacked into " + System.getProperty("java.io.tmpdir")
                                + " (-Djava.io.tmpdir chooses another folder): " + e.getMessage(),
                        e);
            }
            loaded = true;
        }
    }

    private static void loadFromPrivateFolder() throws IOException {
        String name = Environment.getJniLibraryFileName("rocksdb");
        Path folder = Files.createTempDirectory("tidings-rocksdb-");
        // Under the name that RocksDB looks for in folders, which is another one than in its jar.
        Path library = folder.resolve(Environment.getJniLibraryFileName("rocksdbjni"));
        try (InputStream packed = RocksDB.class.getResourceAsStream("/" + name)) {
            if (packed == null) {
                // An architecture that has another name than its file: RocksDB knows what to do.
                RocksDB.loadLibrary();
                return;
            }
            Files.copy(packed, library);
            RocksDB.loadLibrary(List.of(folder.toString()));
        } finally {
            deleteOrLeaveToExit(library);
            deleteOrLeaveToExit(folder);
        }
    }

    private static void deleteOrLeaveToExit(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException inUse) {
            path.toFile().deleteOnExit();
        }
    }
}
