package dev.tidings.log.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.log.EventLog;
import dev.tidings.log.rocksdb.store.LogFolder;
import dev.tidings.log.rocksdb.store.RocksStore;
import dev.tidings.log.rocksdb.store.SegmentFacts;
import dev.tidings.testkit.FollowerRecorder;
import dev.tidings.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ends and beginnings that are not the usual ones. */
@Timeout(60)
class ReopeningTest {

    private final Folders folders = new Folders();
    private final Path folder = folders.next();
    private final ManualClock clock = new ManualClock();

    @AfterEach
    void clean() throws IOException {
        folders.close();
    }

    /** The process may be killed when the database has the lists and nothing says so: then they are written once more. */
    @Test
    void listsThatAreWrittenAgainLeadToTheSameEvents() throws Exception {
        open().close();
        try (RocksLog log = open()) {
            for (int i = 0; i < 3_000; i++) {
                append(log, i % 3 == 0 ? "ann" : "bob");
            }
            seal(log);
        }
        try (RocksStore store = RocksStore.open(LogFolder.database(folder), false)) {
            store.deleteMeta(SegmentFacts.key(1));
        }
        try (RocksLog log = open()) {
            seal(log);

            List<Delivery> hers = eventsOf(log, "ann");

            assertThat(hers)
                    .hasSize(1_002)
                    .allMatch(event -> event.event().values("email").equals(List.of("ann")));
        }
    }

    /** Whoever puts back only the database, or all of it over what is there, has lost events, and says nothing of it. */
    @Test
    void databaseOfAnotherTimeInTheSameFolderIsALoss() throws Exception {
        EventId first;
        try (RocksLog log = open()) {
            first = append(log, "ann");
        }
        Path before = folders.copy(folder);
        try (RocksLog log = open()) {
            append(log, "ann");
        }
        delete(LogFolder.database(folder));
        copy(LogFolder.database(before), LogFolder.database(folder));

        try (RocksLog log = open()) {
            assertThat(log.epochs().nextLossyStart(first.position())).isLessThanOrEqualTo(log.head());
        }
        try (RocksLog log = open()) {
            assertThat(log.epochs().list().get(log.epochs().list().size() - 1).lossy())
                    .as("once is enough")
                    .isFalse();
        }
    }

    @Test
    void logMayBeClosedByWhatDependsOnAnAnswer() throws Exception {
        RocksLog log = open();
        CompletableFuture<Void> closed =
                log.append(List.of(Event.of("a", "1"))).thenRun(log::close).toCompletableFuture();
        closed.get(10, TimeUnit.SECONDS);

        try (RocksLog again = RocksLog.builder(folder)
                .clock(clock)
                .waitForLog(Duration.ofSeconds(20))
                .open()) {
            assertThat(again.read(again.earliest(), 10)).hasSize(1);
        }
    }

    @Test
    void clockThatWasAheadKeepsNothingForEver() throws Exception {
        try (RocksLog log = open()) {
            append(log, "ann");
            clock.advance(Duration.ofDays(365));
            append(log, "ann");
            clock.advance(Duration.ofDays(-365));
            // What has expired is given up beside the appends, when that thread has its turn.
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (!eventsOf(log, "ann").isEmpty()) {
                assertThat(System.nanoTime() - end).as("kept for ever").isNegative();
                clock.advance(Duration.ofMinutes(10));
                append(log, "bob");
            }
        }
    }

    @Test
    void whoFollowsFromWhatIsJustExpiringIsRefusedOrGetsItAll() throws Exception {
        try (RocksLog log = open()) {
            for (int i = 0; i < 5; i++) {
                append(log, "ann");
            }
            long after = log.earliest();
            clock.advance(Duration.ofMinutes(59));
            FollowerRecorder follower = new FollowerRecorder();

            EventLog.Following following = log.follow(after, follower);

            assertThat(follower.events()).hasSize(5);
            following.close();
        }
    }

    private RocksLog open() {
        return RocksLog.builder(folder)
                .retainAge(Duration.ofHours(1))
                .clock(clock)
                .open();
    }

    private static EventId append(RocksLog log, String email) throws Exception {
        return log.append(List.of(Event.of("a.b", "x").with("email", email)))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .get(0);
    }

    /** A sixteenth of the age later the next event is in a segment of its own. */
    private void seal(RocksLog log) throws Exception {
        clock.advance(Duration.ofMinutes(5));
        append(log, "ann");
        Contents.awaitListsStored(log);
    }

    private static List<Delivery> eventsOf(RocksLog log, String email) {
        Subscription subscription = Subscription.of(Filter.all().where("email", email));
        return log.read(log.replayIndex()
                .matches(subscription, log.earliest(), log.head(), 10_000)
                .positions());
    }

    private static void delete(Path path) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : new ArrayList<>(files.toList())) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }
}
