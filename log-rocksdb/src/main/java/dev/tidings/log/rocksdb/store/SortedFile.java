package dev.tidings.log.rocksdb.store;

import java.nio.file.Path;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;
import org.rocksdb.SstFileReaderIterator;

/** Reads one file of a database without the database. */
public final class SortedFile {

    private SortedFile() {}

    /**
     * Adds the groups of events in a file.
     *
     * @throws RocksDBException if it is damaged
     */
    public static void read(Path file, GroupSummary summary) throws RocksDBException {
        try (Options options = new Options();
                ReadOptions readOptions = new ReadOptions();
                SstFileReader reader = new SstFileReader(options)) {
            reader.open(file.toString());
            reader.verifyChecksum();
            try (SstFileReaderIterator keys = reader.newIterator(readOptions)) {
                for (keys.seekToFirst(); keys.isValid(); keys.next()) {
                    byte[] key = keys.key();
                    if (Keys.isEvents(key)) {
                        summary.add(key.length, EventGroup.read(Keys.position(key), keys.value()));
                    }
                }
                keys.status();
            }
        }
    }
}
