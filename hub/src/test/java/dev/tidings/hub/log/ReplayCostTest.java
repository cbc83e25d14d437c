package dev.tidings.hub.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.replay.ReplayCost;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Replaying costs what was missed: counted in steps, since time depends on the machine. */
class ReplayCostTest {

    private static final int EVENTS = 100_000;
    private static final int HERS = 10;

    private static final MemoryLog LOG = MemoryLog.builder().maxBytes(256 << 20).open();

    private final long seeksBefore = total().seeks();
    private final long valuesReadBefore = total().valuesRead();

    /** Hers are spread over the log, of one tenant with everybody else; everybody is written to as often as she. */
    @BeforeAll
    static void fill() {
        List<Event> batch = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            boolean hers = i % (EVENTS / HERS) == 7;
            batch.add(Event.of(i % 2 == 0 ? "filter.seen" : "filter.verified", "{}")
                    .with("email", hers ? "ann@example.com" : "user" + i % (EVENTS / HERS) + "@example.com")
                    .with("tenant", "7"));
            if (batch.size() == 1_000) {
                LOG.append(batch).toCompletableFuture().join();
                batch.clear();
            }
        }
        assertThat(LOG.earliest()).as("nothing was dropped").isZero();
    }

    @AfterAll
    static void close() {
        LOG.close();
    }

    @Test
    void readsHersOnlyForOneEmail() {
        Filter hers = Filter.all().where("email", "ann@example.com");

        assertThat(matches(hers)).hasSize(HERS);
        assertThat(valuesRead()).isEqualTo(HERS);
        assertThat(seeks()).isLessThanOrEqualTo(segments());
    }

    @Test
    void leadsWithTheShorterListForTenantAndEmail() {
        Filter hers = Filter.all().where("tenant", "7").where("email", "ann@example.com");

        assertThat(matches(hers)).hasSize(HERS);
        assertThat(valuesRead()).as("in each of two lists").isLessThanOrEqualTo(2 * HERS);
        assertThat(seeks()).isLessThanOrEqualTo(2 * segments() + HERS);
    }

    @Test
    void readsHersOnlyForAPatternOfTopics() {
        for (String pattern : List.of("filter.verified", "*.verified", "filter.*", "**.verified")) {
            long before = valuesRead();

            matches(Filter.topic(pattern).where("email", "ann@example.com"));

            assertThat(valuesRead() - before).as(pattern).isLessThanOrEqualTo(HERS);
        }
        assertThat(seeks()).isLessThanOrEqualTo(4 * (2 * segments() + HERS));
    }

    @Test
    void findsNothingForSomebodyUnknownWithoutReadingAnything() {
        assertThat(matches(Filter.topic("filter.*").where("email", "nobody@example.com")))
                .isEmpty();

        assertThat(valuesRead()).isZero();
        assertThat(seeks()).isLessThanOrEqualTo(2 * segments());
    }

    @Test
    void readsThePageOnlyOfWhatMatchesOften() {
        Subscription verified = Subscription.of(Filter.topic("filter.verified"));

        long[] page =
                LOG.replayIndex().matches(verified, EVENTS / 2, LOG.head(), 100).positions();

        assertThat(page).hasSize(100);
        assertThat(valuesRead()).isLessThanOrEqualTo(101);
    }

    @Test
    void newestMatchesCostWhatIsWantedNotWhatThereIs() {
        Subscription verified = Subscription.of(Filter.topic("filter.verified"));

        long before = LOG.replayIndex().beforeNewest(verified, LOG.head(), 100);

        assertThat(LOG.replayIndex()
                        .matches(verified, before, LOG.head(), 1_000)
                        .positions())
                .hasSize(100);
        assertThat(valuesRead()).isLessThanOrEqualTo(1_000);
    }

    private static long[] matches(Filter filter) {
        return LOG.replayIndex()
                .matches(Subscription.of(filter), 0, LOG.head(), 1_000)
                .positions();
    }

    private long seeks() {
        return total().seeks() - seeksBefore;
    }

    private long valuesRead() {
        return total().valuesRead() - valuesReadBefore;
    }

    private static ReplayCost.Total total() {
        return ((SegmentedReplayIndex) LOG.replayIndex()).cost();
    }

    /** Each of them but the last holds nearly 1/32 of the bound. */
    private static long segments() {
        return LOG.bytes() / (LOG.maxBytes() / 33) + 1;
    }
}
