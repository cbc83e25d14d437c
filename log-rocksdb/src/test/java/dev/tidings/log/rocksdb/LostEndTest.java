package dev.tidings.log.rocksdb;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.IdempotencyKey;
import dev.tidings.hub.event.Publication;
import dev.tidings.log.rocksdb.store.EpochStore;
import dev.tidings.log.rocksdb.store.Keys;
import dev.tidings.log.rocksdb.store.LogFolder;
import dev.tidings.log.rocksdb.store.LogStorageException;
import dev.tidings.log.rocksdb.store.RocksStore;
import dev.tidings.log.rocksdb.store.Sync;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.rocksdb.ColumnFamilyHandle;

/** What is missing before others is explained by a machine that went down, or the log is refused. */
class LostEndTest {

    private static final int EVENTS = 30;
    private static final byte[] OPENING = "opening".getBytes(US_ASCII);

    private final Folders folders = new Folders();

    @AfterEach
    void clean() throws Exception {
        folders.close();
    }

    @Test
    void whatLiesBehindAHoleIsGivenUpWhenTheMachineWasRestarted() throws Exception {
        Path crashed = crashed();
        deleteEvents(crashed, 11, 12);
        restartMachine(crashed, Sync.OS);

        for (int opening = 0; opening < 2; opening++) {
            try (RocksLog log = RocksLog.open(crashed)) {
                assertThat(positions(log)).containsExactlyElementsOf(range(1, 10));
                assertThat(log.epochs().nextLossyStart(10)).isEqualTo(11);
            }
        }
    }

    @Test
    void whatIsGivenUpWasNotPublishedUnderItsKey() throws Exception {
        Path crashed = crashed();
        deleteEvents(crashed, 12, 12);
        restartMachine(crashed, Sync.OS);

        try (RocksLog log = RocksLog.open(crashed)) {
            assertThat(append(log, 5)).isEqualTo(5);
            assertThat(append(log, 20)).isGreaterThan(EVENTS / 3).isEqualTo(log.head());
        }
    }

    @Test
    void aHoleIsRefusedIfTheMachineRanOnOrEverythingWasSynced() throws Exception {
        Path crashed = crashed();
        deleteEvents(crashed, 11, 12);
        assertRefused(crashed, "events behind 10 up to 12 are missing");

        restartMachine(crashed, Sync.DISK);
        assertRefused(crashed, "events behind 10 up to 12 are missing");
    }

    @Test
    void zerosInPlaceOfTheNewestEventAreGivenUpWhenTheMachineWasRestarted() throws Exception {
        Path crashed = crashed();
        Path running = folders.copy(crashed);
        zeroEnd(running);
        assertRefused(running, "checksum mismatch");

        for (Sync sync : Sync.values()) {
            Path restarted = folders.copy(crashed);
            restartMachine(restarted, sync);
            zeroEnd(restarted);
            try (RocksLog log = RocksLog.open(restarted)) {
                assertThat(positions(log)).containsExactlyElementsOf(range(1, EVENTS - 1));
            }
        }
    }

    /** A folder as a process leaves it that is killed: the log is closed over a copy. */
    private Path crashed() throws Exception {
        Path folder = folders.next();
        try (RocksLog log = RocksLog.open(folder)) {
            for (int i = 1; i <= EVENTS; i++) {
                assertThat(append(log, i)).isEqualTo(i);
            }
            return folders.copy(folder);
        }
    }

    /** Under a key of its own. */
    private static long append(RocksLog log, int number) throws Exception {
        List<Event> event = List.of(Event.of("a", String.valueOf(number).repeat(100)));
        IdempotencyKey key = IdempotencyKey.of("", String.valueOf(number));
        return log.append(Publication.of(event, key))
                .toCompletableFuture()
                .get()
                .get(0)
                .position();
    }

    private static List<Long> positions(RocksLog log) {
        return log.read(log.earliest(), EVENTS).stream().map(Delivery::position).toList();
    }

    private static List<Long> range(int first, int last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    private static void deleteEvents(Path folder, int first, int last) throws Exception {
        try (RocksStore store = RocksStore.open(LogFolder.database(folder), false)) {
            for (int i = first; i <= last; i++) {
                for (ColumnFamilyHandle segment : store.segments().values()) {
                    store.db().delete(segment, Keys.events(i));
                }
            }
        }
    }

    /** As if it had been opened before the machine was started this time. */
    private static void restartMachine(Path folder, Sync sync) throws Exception {
        EpochStore.Opening before;
        try (LogFolder taken = LogFolder.open(folder, Duration.ZERO)) {
            before = new EpochStore.Opening("another boot", sync, taken.place(), "", taken.found());
        }
        try (RocksStore store = RocksStore.open(LogFolder.database(folder), false)) {
            store.putMeta(OPENING, before.toBytes());
        }
    }

    /** Of the oldest write-ahead log, in which the events are. */
    private static void zeroEnd(Path folder) throws Exception {
        try (Stream<Path> files = Files.list(LogFolder.database(folder))) {
            Path oldest = files.filter(file -> file.toString().endsWith(".log"))
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
            try (FileChannel file = FileChannel.open(oldest, StandardOpenOption.WRITE)) {
                file.write(ByteBuffer.allocate(5), file.size() - 5);
            }
        }
    }

    private static void assertRefused(Path folder, String why) {
        assertThatThrownBy(() -> RocksLog.open(folder))
                .isInstanceOf(LogStorageException.class)
                .hasMessageContaining("it is damaged")
                .hasMessageContaining(why);
    }
}
