package dev.tidings.log.rocksdb.tools;

import dev.tidings.log.rocksdb.store.GroupSummary;
import dev.tidings.log.rocksdb.store.SortedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.rocksdb.RocksDBException;

/**
 * What the files of a database hold that cannot be opened, read one by one.
 *
 * @param events in files that are whole
 * @param first the position of the first of them, 0 without any
 * @param last the position of the last of them, 0 without any
 * @param damaged the others, and what is wrong with each
 */
record FileSurvey(long events, long first, long last, Map<String, String> damaged) {

    static FileSurvey of(Path database) throws IOException {
        if (!Files.isDirectory(database)) {
            return new FileSurvey(0, 0, 0, Map.of("folder db", "it is missing"));
        }
        Map<String, String> damaged = new TreeMap<>();
        long events = 0;
        long first = Long.MAX_VALUE;
        long last = 0;
        for (Path file : sortedFiles(database)) {
            GroupSummary summary = new GroupSummary();
            try {
                SortedFile.read(file, summary);
            } catch (RocksDBException | RuntimeException e) {
                damaged.put("file " + file.getFileName(), String.valueOf(e.getMessage()));
                continue;
            }
            if (!summary.isEmpty()) {
                events += summary.count();
                first = Math.min(first, summary.first());
                last = Math.max(last, summary.last());
            }
        }
        return new FileSurvey(events, events == 0 ? 0 : first, last, damaged);
    }

    private static List<Path> sortedFiles(Path database) throws IOException {
        try (Stream<Path> files = Files.list(database)) {
            return files.filter(file -> file.getFileName().toString().endsWith(OrphanFiles.SUFFIX))
                    .sorted()
                    .toList();
        }
    }
}
