package dev.tidings.log.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.IdempotencyKey;
import dev.tidings.hub.event.Publication;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.log.LogUnavailableException;
import dev.tidings.log.rocksdb.store.LogStorageException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A full disk, and one that cannot be written to, tried for real. */
@Timeout(120)
class FullDiskTest {

    private static final String DATA = "x".repeat(64 << 10);

    @Test
    void fullDiskStopsPublishingUntilThereIsRoomAndNothingElse() throws Exception {
        try (Mount disk = Mount.ofSize("24m");
                RocksLog log = RocksLog.open(disk.folder().resolve("log"))) {
            List<EventId> acknowledged = new ArrayList<>();
            ExecutionException failure = publishUntilItFails(log, acknowledged);

            assertThat(failure)
                    .hasCauseInstanceOf(LogUnavailableException.class)
                    .hasMessageContaining("the disk is full");
            assertThat(acknowledged).hasSizeGreaterThan(100);
            assertThat(ids(log)).isEqualTo(acknowledged);
            assertThat(log.replayIndex()
                            .matches(Subscription.of(Filter.all().where("n", "17")), log.earliest(), log.head(), 10)
                            .positions())
                    .containsExactly(acknowledged.get(17).position());

            disk.resize("256m");
            acknowledged.add(publishUntilItSucceeds(log));

            assertThat(ids(log)).isEqualTo(acknowledged);
            assertThat(log.epochs().list()).hasSize(1);
        }
    }

    @Test
    void whatWasAcknowledgedIsThereWhenAFullLogIsOpenedAgain() throws Exception {
        try (Mount disk = Mount.ofSize("24m")) {
            Path folder = disk.folder().resolve("log");
            List<EventId> acknowledged = new ArrayList<>();
            try (RocksLog log = RocksLog.open(folder)) {
                publishUntilItFails(log, acknowledged);
            }
            fill(disk.folder().resolve("fill"));
            assertThatThrownBy(() -> RocksLog.open(folder))
                    .isInstanceOf(LogStorageException.class)
                    .hasMessageContaining("the disk is full")
                    .hasMessageContaining(folder.toString());

            disk.resize("256m");

            try (RocksLog log = RocksLog.open(folder)) {
                assertThat(ids(log)).startsWith(acknowledged.toArray(EventId[]::new));
                assertThat(log.epochs().list())
                        .as("a full disk is no power cut")
                        .noneMatch(epoch -> epoch.lossy());
            }
        }
    }

    @Test
    void repeatedPublishAfterAFullDiskIsPublishedOnce() throws Exception {
        try (Mount disk = Mount.ofSize("24m");
                RocksLog log = RocksLog.open(disk.folder().resolve("log"))) {
            publishUntilItFails(log, new ArrayList<>());
            long before = log.head();
            Publication keyed = Publication.of(List.of(Event.of("keyed", "1")), IdempotencyKey.of("", "k"));
            assertThatThrownBy(() -> log.append(keyed).toCompletableFuture().get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(LogUnavailableException.class);

            disk.resize("256m");
            publishUntilItSucceeds(log);
            List<EventId> first = log.append(keyed).toCompletableFuture().get(10, TimeUnit.SECONDS);

            assertThat(log.append(keyed).toCompletableFuture().get(10, TimeUnit.SECONDS))
                    .isEqualTo(first);
            assertThat(log.replayIndex()
                            .matches(Subscription.of(Filter.topic("keyed")), before, log.head(), 10)
                            .positions())
                    .containsExactly(first.get(0).position());
        }
    }

    @Test
    void diskWithoutAnyRoomIsSaidWhenALogIsMade() throws Exception {
        try (Mount disk = Mount.ofSize("64k")) {
            Files.write(disk.folder().resolve("fill"), new byte[32 << 10]);

            assertThatThrownBy(() -> RocksLog.open(disk.folder().resolve("log")))
                    .isInstanceOf(LogStorageException.class)
                    .hasMessageMatching("(?i).*(disk is full|no space left).*");
        }
    }

    @Test
    void folderThatCannotBeWrittenToIsSaid() throws Exception {
        try (Mount disk = Mount.ofSize("24m")) {
            Path folder = disk.folder().resolve("log");
            RocksLog.open(folder).close();
            disk.readOnly();

            for (Path place : List.of(folder, disk.folder().resolve("other"))) {
                assertThatThrownBy(() -> RocksLog.open(place))
                        .isInstanceOf(LogStorageException.class)
                        .hasMessageContaining("Read-only file system")
                        .hasMessageContaining(place.toString());
            }
        }
    }

    private static void fill(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int size = 1 << 20; size >= 1; size /= 2) {
                fill(out, new byte[size]);
            }
        }
    }

    private static void fill(OutputStream out, byte[] piece) {
        try {
            while (true) {
                out.write(piece);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    private static ExecutionException publishUntilItFails(RocksLog log, List<EventId> acknowledged) throws Exception {
        while (true) {
            try {
                acknowledged.add(publish(log, acknowledged.size()));
            } catch (ExecutionException e) {
                return e;
            }
        }
    }

    /** RocksDB looks for room by itself, every few seconds. */
    private static EventId publishUntilItSucceeds(RocksLog log) throws Exception {
        while (true) {
            try {
                return publish(log, -1);
            } catch (ExecutionException stillFull) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    private static EventId publish(RocksLog log, int number) throws Exception {
        Event event = Event.of("a", DATA).with("n", Integer.toString(number));
        return log.append(List.of(event))
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS)
                .get(0);
    }

    private static List<EventId> ids(RocksLog log) {
        List<EventId> ids = new ArrayList<>();
        List<Delivery> page = log.read(log.earliest(), 1_000);
        while (!page.isEmpty()) {
            page.forEach(event -> ids.add(event.id()));
            page = log.read(page.get(page.size() - 1).position(), 1_000);
        }
        return ids;
    }
}
