package dev.tidings.log.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Replaying from the disk costs what was missed: counted in steps, since time depends on the machine. */
class ReplayCostTest {

    private static final int EVENTS = 1_000_000;
    private static final int HERS = 10;

    private static final Folders FOLDERS = new Folders();
    private static RocksLog log;

    private final long seeksBefore = log.lists().cost().seeks();
    private final long valuesBefore = log.valuesRead();

    /** Hers are spread over the log, half of which is her tenant's; half of hers are of a topic of their own. */
    @BeforeAll
    static void fill() {
        RocksLog filling = open();
        CompletableFuture<?> last = CompletableFuture.completedFuture(null);
        List<Event> batch = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            boolean hers = i % (EVENTS / HERS) == 7;
            boolean verified = hers ? i / (EVENTS / HERS) % 2 == 0 : i % 3 == 0;
            batch.add(Event.of(verified ? "filter.verified" : "filter.seen", "{}")
                    .with("email", hers ? "ann@example.com" : "user" + i % (EVENTS / HERS) + "@example.com")
                    .with("tenant", i % 2 == 1 ? "acme" : "other"));
            if (batch.size() == 1_000) {
                last.join();
                last = filling.append(batch).toCompletableFuture();
                batch = new ArrayList<>();
            }
        }
        last.join();
        filling.close();
        // Again: the keeper may not have been done with the lists of all segments.
        log = open();
        assertThat(log.earliest()).as("nothing was dropped").isZero();
        assertThat(segments()).as("segments").isBetween(3L, 32L);
    }

    private static RocksLog open() {
        return RocksLog.builder(FOLDERS.path("log")).segmentBytes(8 << 20).open();
    }

    @AfterAll
    static void close() throws Exception {
        log.close();
        FOLDERS.close();
    }

    @Test
    void oneEmailReadsHersOnly() {
        assertThat(replay(Filter.all().where("email", "ann@example.com"))).isEqualTo(HERS);

        assertThat(valuesRead()).isLessThanOrEqualTo(HERS);
        assertThat(seeks()).isLessThanOrEqualTo(segments() + HERS);
    }

    @Test
    void tenantOfHalfTheLogAndEmailReadsHersOnly() {
        assertThat(replay(Filter.all().where("tenant", "acme").where("email", "ann@example.com")))
                .isEqualTo(HERS);

        assertThat(valuesRead()).isLessThanOrEqualTo(HERS);
        assertThat(seeks()).isLessThanOrEqualTo(2 * segments() + HERS);
    }

    @Test
    void wildcardAndEmailReadsThoseOfTheTopicOnly() {
        assertThat(replay(Filter.topic("*.verified").where("email", "ann@example.com")))
                .isEqualTo(HERS / 2);

        assertThat(valuesRead()).isLessThanOrEqualTo(HERS / 2);
        assertThat(seeks()).isLessThanOrEqualTo(2 * segments() + HERS);
    }

    @Test
    void newestOnesAreFoundWithoutReadingEvents() {
        long before = log.replayIndex()
                .beforeNewest(Subscription.of(Filter.all().where("email", "ann@example.com")), log.head(), 3);

        assertThat(log.replayIndex()
                        .matches(
                                Subscription.of(Filter.all().where("email", "ann@example.com")), before, log.head(), 10)
                        .positions())
                .hasSize(3);
        assertThat(valuesRead()).isZero();
    }

    private static int replay(Filter filter) {
        long[] positions = log.replayIndex()
                .matches(Subscription.of(filter), log.earliest(), log.head(), 1_000)
                .positions();
        return log.read(positions).size();
    }

    private long seeks() {
        return log.lists().cost().seeks() - seeksBefore;
    }

    private long valuesRead() {
        return log.valuesRead() - valuesBefore;
    }

    private static long segments() {
        return log.segments().list().size();
    }
}
