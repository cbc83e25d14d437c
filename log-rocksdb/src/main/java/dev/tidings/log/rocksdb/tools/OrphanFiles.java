package dev.tidings.log.rocksdb.tools;

import dev.tidings.log.rocksdb.store.DamagedLogException;
import dev.tidings.log.rocksdb.store.GroupSummary;
import dev.tidings.log.rocksdb.store.SortedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rocksdb.RocksDBException;

/**
 * Files of sorted keys that the database knows nothing of. A process that was killed leaves some, whose content is in the journal as
 * well; events that are in such a file only are lost, since the list of files (MANIFEST) was cut off.
 */
final class OrphanFiles {

    static final String SUFFIX = ".sst";

    private OrphanFiles() {}

    static List<Orphan> find(StoredLog log, Path database) throws IOException {
        Set<String> known = log.store().db().getLiveFilesMetaData().stream()
                .map(file -> file.fileName().replace("/", ""))
                .collect(Collectors.toSet());
        List<Orphan> orphans = new ArrayList<>();
        try (Stream<Path> files = Files.list(database)) {
            files.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .filter(file -> !known.contains(file.getFileName().toString()))
                    .sorted()
                    .forEach(file -> orphans.add(new Orphan(database, file)));
        }
        return orphans;
    }

    /** A file that the database does not know. */
    record Orphan(Path database, Path path) {

        String file() {
            return "file " + path.getFileName();
        }

        /**
         * Looks whether events in it are missing in the log.
         *
         * @param floor up to here retention has dropped events
         * @param last the last position in the log
         */
        void check(long floor, long last) throws IOException {
            GroupSummary summary = new GroupSummary();
            try {
                SortedFile.read(path, summary);
            } catch (RocksDBException | DamagedLogException e) {
                // Half written when the process was killed: whatever it holds, the journal has.
                return;
            }
            if (!summary.isEmpty() && summary.last() > Math.max(floor, last)) {
                throw new DamagedLogException("it has events up to " + summary.last() + ", of which the database knows"
                        + " those up to " + last + " only");
            }
        }
    }
}
