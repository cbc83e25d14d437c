package dev.tidings.log.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.hub.event.Event;
import dev.tidings.log.rocksdb.store.LogStorageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever is wrong with a folder is said, and nothing in it is changed. */
class FolderTest {

    private final Folders folders = new Folders();
    private final Path folder = folders.next();

    @AfterEach
    void clean() throws Exception {
        folders.close();
    }

    @Test
    void secondOneInAFolderIsRefusedAndMayWait() throws Exception {
        RocksLog first = RocksLog.open(folder);

        assertThatThrownBy(() -> RocksLog.open(folder))
                .isInstanceOf(LogStorageException.class)
                .hasMessageContaining("another process has it open")
                .hasMessageContaining("--wait-for-log");

        CompletableFuture<RocksLog> second = CompletableFuture.supplyAsync(() ->
                RocksLog.builder(folder).waitForLog(Duration.ofSeconds(60)).open());
        first.append(List.of(Event.of("a", "1"))).toCompletableFuture().get();
        first.close();
        try (RocksLog log = second.get()) {
            assertThat(log.read(log.earliest(), 10)).hasSize(1);
        }
    }

    @Test
    void folderWithOtherFilesIsNotTouched() throws Exception {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("thesis.txt"), "");

        refused("has files in it", "an empty folder");

        assertThat(list()).containsExactly(folder.resolve("thesis.txt"));
    }

    @Test
    void fileInThePlaceOfTheFolderIsSaid() throws Exception {
        Files.writeString(folder, "");

        refused("there is a file of this name");
    }

    @Test
    void newerVersionIsRefusedWithTheRemedy() throws Exception {
        RocksLog.open(folder).close();
        Files.writeString(folder.resolve("tidings-log"), "Tidings log, version 2\n");

        refused("version 2 (expected: at most 1)", "a newer Tidings wrote it");
    }

    @Test
    void missingDatabaseIsNotMadeAnew() throws Exception {
        RocksLog.open(folder).close();
        for (String missing : List.of("CURRENT", "")) {
            Path copy = folders.copy(folder);
            delete(copy.resolve("db").resolve(missing));

            assertThatThrownBy(() -> RocksLog.open(copy))
                    .isInstanceOf(LogStorageException.class)
                    .hasMessageContaining("`tidings log check");
            assertThat(copy.resolve("db").resolve("CURRENT")).doesNotExist();
        }
    }

    /** With RocksDB's own default, a log with one flipped bit opens without a word, and with half its events. */
    @Test
    void flippedBitInTheWriteAheadLogIsRefused() throws Exception {
        Path crashed = crashed();
        Path file = writeAheadLog(crashed);
        long seed = Long.getLong("tidings.seed", System.nanoTime());
        System.out.println("FolderTest: -Dtidings.seed=" + seed);
        byte[] bytes = Files.readAllBytes(file);
        // Not in the last block: what is torn there cannot be told from what was being written.
        int at = new Random(seed).nextInt(bytes.length - (64 << 10));
        bytes[at] ^= 16;
        Files.write(file, bytes, StandardOpenOption.TRUNCATE_EXISTING);

        assertThatThrownBy(() -> RocksLog.open(crashed))
                .as("byte %d of %d", at, bytes.length)
                .isInstanceOf(LogStorageException.class)
                .hasMessageContaining("damaged")
                .hasMessageContaining("`tidings log check");
    }

    @Test
    void tornTailOfTheWriteAheadLogIsWhatWasNotAcknowledged() throws Exception {
        Path crashed = crashed();
        Path file = writeAheadLog(crashed);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 100), StandardOpenOption.TRUNCATE_EXISTING);

        try (RocksLog log = RocksLog.open(crashed)) {
            assertThat(log.read(log.earliest(), 1_000)).hasSize(299);
        }
    }

    /** A folder as a process leaves it that is killed: the log is closed over a copy. */
    private Path crashed() throws Exception {
        try (RocksLog log = RocksLog.open(folder)) {
            for (int i = 0; i < 300; i++) {
                log.append(List.of(Event.of("a", "x".repeat(1000))))
                        .toCompletableFuture()
                        .get();
            }
            return folders.copy(folder);
        }
    }

    private static Path writeAheadLog(Path log) throws Exception {
        try (Stream<Path> files = Files.list(log.resolve("db"))) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }

    private void refused(String... parts) {
        assertThatThrownBy(() -> RocksLog.open(folder))
                .isInstanceOf(LogStorageException.class)
                .hasMessageContaining(folder.toString())
                .satisfies(refusal -> assertThat(refusal.getMessage()).contains(parts));
    }

    private List<Path> list() throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static void delete(Path path) throws Exception {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
