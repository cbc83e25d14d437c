package dev.tidings.log.rocksdb;

import static dev.tidings.log.rocksdb.Contents.numbered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.replay.MemoryLists;
import dev.tidings.log.rocksdb.store.DamagedLogException;
import dev.tidings.log.rocksdb.store.Keys;
import dev.tidings.log.rocksdb.store.ListsFile;
import dev.tidings.log.rocksdb.store.LogFolder;
import dev.tidings.log.rocksdb.store.ManifestFile;
import dev.tidings.log.rocksdb.store.RocksStore;
import dev.tidings.log.rocksdb.store.SegmentFacts;
import dev.tidings.log.rocksdb.tools.LogCheck;
import dev.tidings.log.rocksdb.tools.LogInfo;
import dev.tidings.log.rocksdb.tools.LogTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.RocksDBException;

/** {@link LogTools#check}: what is damaged is told, and what is told to be whole is. */
@Timeout(300)
class LogCheckTest {

    private static final int EVENTS = 3_000;
    private static final int TRIALS = 3;

    private final Folders folders = new Folders();
    private List<String> contents = List.of();
    private Path closed = folders.next();
    private Path killed = closed;
    private Path backup = closed;

    /** The same log three times: closed in order, with the process killed, and as a backup. */
    @BeforeEach
    void makeLogs() throws IOException {
        append(0, EVENTS / 2).close();
        try (RocksLog log = append(EVENTS / 2, EVENTS)) {
            contents = Contents.of(log);
            killed = folders.copy(closed);
            backup = LogTools.backup(closed, folders.next()).folder();
        }
    }

    private RocksLog append(int from, int to) {
        RocksLog log = RocksLog.builder(closed).retainBytes(2 << 20).open();
        for (int i = from; i < to; i++) {
            log.append(List.of(numbered(i), numbered(i + 1)))
                    .toCompletableFuture()
                    .join();
        }
        Contents.awaitListsStored(log);
        return log;
    }

    @AfterEach
    void removeFolders() throws IOException {
        folders.close();
    }

    @Test
    void aHealthyLogIsWhole() {
        for (Path log : List.of(closed, killed, backup)) {
            LogCheck check = LogTools.check(log);

            assertThat(check.problems()).isEmpty();
            assertThat(check.events()).isEqualTo(contents.size());
            assertThat(check.segments()).isGreaterThan(3);
            assertThat(check.lists()).isPositive();
        }
        assertThat(LogTools.check(closed).state()).isEqualTo(LogInfo.State.CLOSED);
        assertThat(LogTools.check(killed).state()).isEqualTo(LogInfo.State.ENDED);
        assertThat(LogTools.check(backup).state()).isEqualTo(LogInfo.State.BACKUP);
        assertThat(Contents.of(backup)).isEqualTo(contents);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[0-9]+\\.sst",
                "[0-9]+\\.log",
                "MANIFEST-[0-9]+",
                "CURRENT",
                "OPTIONS-[0-9]+",
                "IDENTITY",
                "tidings-log",
                "tidings-backup",
                "tidings-lock"
            })
    void damageIsToldOrHarmless(String files) throws IOException {
        Random random = Contents.random("LogCheckTest " + files);
        for (int trial = 0; trial < TRIALS; trial++) {
            for (Path log : List.of(closed, killed, backup)) {
                Path copy = folders.copy(log);
                String damage = damage(copy, files, random);
                // Of a process that was killed nobody knows how much it had written last.
                boolean mayEndEarlier = log.equals(killed) && files.endsWith("log") && !files.startsWith("tidings");

                LogCheck check = LogTools.check(copy);

                if (check.isWhole()) {
                    List<String> left = Contents.of(copy);
                    assertThat(left).as("%s of %s", damage, log).hasSizeLessThanOrEqualTo(contents.size());
                    assertThat(left)
                            .as("%s of %s", damage, log)
                            .isEqualTo(mayEndEarlier ? contents.subList(0, left.size()) : contents);
                }
            }
        }
    }

    /** Flips a bit of one of the files, cuts it off, or removes it; says what it did. */
    private static String damage(Path log, String names, Random random) throws IOException {
        List<Path> files = new ArrayList<>(Folders.list(log));
        files.removeIf(file -> !file.getFileName().toString().matches(names));
        files.sort(null);
        if (files.isEmpty()) {
            return "nothing";
        }
        Path file = files.get(random.nextInt(files.size()));
        byte[] bytes = Files.readAllBytes(file);
        int at = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
        int kind = random.nextInt(5);
        if (kind == 0) {
            Files.delete(file);
            return file + " deleted";
        }
        if (kind < 3 || bytes.length == 0) {
            Files.write(file, Arrays.copyOf(bytes, at));
            return file + " cut off at " + at + " of " + bytes.length;
        }
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        Files.write(file, bytes);
        return file + " flipped at " + at + " of " + bytes.length;
    }

    @Test
    void aFlippedBitInEventsIsToldWithWhatCanStillBeRead() throws IOException {
        Path file = Folders.list(closed).stream()
                .filter(each -> each.toString().endsWith(".sst"))
                .max((one, other) ->
                        Long.compare(one.toFile().length(), other.toFile().length()))
                .orElseThrow();
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 3] ^= 1;
        Files.write(file, bytes);

        LogCheck check = LogTools.check(closed);

        assertThat(check.problems()).anyMatch(line -> line.contains("checksum"));
        assertThat(check.events()).isPositive().isLessThan(contents.size());
    }

    /** Some have RocksDB look for the end for ever, if it gets to see them. */
    @Test
    @Timeout(60)
    void aFlippedBitInTheManifestIsToldOrHarmless() throws IOException {
        Path manifest = Folders.list(killed).stream()
                .filter(each -> each.getFileName().toString().startsWith("MANIFEST-"))
                .findFirst()
                .orElseThrow();
        ManifestFile.check(manifest.getParent());
        byte[] bytes = Files.readAllBytes(manifest);
        int harmless = 0;
        for (int at = 0; at < bytes.length; at++) {
            byte[] flipped = bytes.clone();
            flipped[at] ^= (byte) (1 << at % 8);
            Files.write(manifest, flipped);
            if (!isTold(manifest.getParent()) && LogTools.check(killed).isWhole()) {
                // A length that is too large, for example: the record seems to be the last, and to be cut off.
                assertThat(Contents.of(folders.copy(killed)))
                        .as("flipped at " + at)
                        .isEqualTo(contents);
                harmless++;
            }
        }
        assertThat(harmless).isLessThan(10);
    }

    private static boolean isTold(Path database) throws IOException {
        try {
            ManifestFile.check(database);
            return false;
        } catch (DamagedLogException e) {
            return true;
        }
    }

    @Test
    void listsThatDoNotFitTheEventsAreTold() throws RocksDBException {
        try (RocksStore store = RocksStore.open(LogFolder.database(closed), false)) {
            var segments = store.segments();
            byte[] other = ListsFile.entries(listsOf(7)).get(0).value();
            store.db().put(segments.firstEntry().getValue(), Keys.topic("n.3"), other);
            store.db().put(segments.higherEntry(1L).getValue(), Keys.topic("nobody"), other);
            segments.values().forEach(handle -> handle.close());
        }

        assertThat(LogTools.check(closed).problems())
                .containsExactly(
                        "segment 1: its list 'tn.3.' does not have the events it should have",
                        "segment 2: it has a list 'tnobody.' and no events for that");
    }

    private static MemoryLists listsOf(int count) {
        MemoryLists lists = new MemoryLists();
        for (int i = 0; i < count; i++) {
            lists.add(numbered(i), i);
        }
        return lists;
    }

    @Test
    void missingEventsAndWrongFactsAreTold() throws RocksDBException {
        long removed;
        try (RocksStore store = RocksStore.open(LogFolder.database(closed), false)) {
            var segments = store.segments();
            SegmentFacts first = SegmentFacts.read(store.getMeta(SegmentFacts.key(1)));
            removed = first.lastPosition();
            try (var groups = store.db().newIterator(segments.firstEntry().getValue())) {
                groups.seekForPrev(Keys.events(removed));
                store.db().delete(segments.firstEntry().getValue(), groups.key());
            }
            segments.values().forEach(handle -> handle.close());
        }

        assertThat(LogTools.check(closed).problems())
                .anyMatch(line -> line.startsWith("segment 1: what is noted of it is"))
                .anyMatch(
                        line -> line.startsWith("segment 2: events behind") && line.endsWith(removed + " are missing"));
    }

    @Test
    void anEmptyFolderIsNoLogAndAMissingDatabaseIsDamage() throws IOException {
        for (Path file : Folders.list(LogFolder.database(closed)).stream()
                .filter(Files::isRegularFile)
                .toList()) {
            Files.delete(file);
        }

        assertThat(LogTools.check(closed).problems()).isNotEmpty();
        Files.delete(LogFolder.database(closed));
        assertThat(LogTools.check(closed).problems()).isNotEmpty();
    }
}
