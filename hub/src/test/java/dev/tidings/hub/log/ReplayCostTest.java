package dev.tidings.hub.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Replaying costs what was missed: counted in steps, since time depends on the machine. */
class ReplayCostTest {

    private static final int EVENTS = 100_000;
    private static final int HERS = 10;

    private final MemoryLog log = MemoryLog.builder().maxBytes(256 << 20).open();

    /** Hers are spread over the log, of one tenant with everybody else; everybody is written to as often as she. */
    ReplayCostTest() {
        List<Event> batch = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            boolean hers = i % (EVENTS / HERS) == 7;
            batch.add(Event.of(i % 2 == 0 ? "filter.seen" : "filter.verified", "{}")
                    .with("email", hers ? "ann@example.com" : "user" + i % (EVENTS / HERS) + "@example.com")
                    .with("tenant", "7"));
            if (batch.size() == 1_000) {
                log.append(batch);
                batch.clear();
            }
        }
        assertThat(log.earliest()).as("nothing was dropped").isZero();
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void readsHersOnlyForOneEmail() {
        Filter hers = Filter.all().where("email", "ann@example.com");

        assertThat(matches(hers)).hasSize(HERS);
        assertThat(cost().valuesRead()).isEqualTo(HERS);
        assertThat(cost().seeks()).isLessThanOrEqualTo(segments());
    }

    @Test
    void leadsWithTheShorterListForTenantAndEmail() {
        Filter hers = Filter.all().where("tenant", "7").where("email", "ann@example.com");

        assertThat(matches(hers)).hasSize(HERS);
        assertThat(cost().valuesRead()).as("in each of two lists").isLessThanOrEqualTo(2 * HERS);
        assertThat(cost().seeks()).isLessThanOrEqualTo(2 * segments() + HERS);
    }

    @Test
    void readsHersOnlyForAPatternOfTopics() {
        for (String pattern : List.of("filter.verified", "*.verified", "filter.*", "**.verified")) {
            long before = cost().valuesRead();

            matches(Filter.topic(pattern).where("email", "ann@example.com"));

            assertThat(cost().valuesRead() - before).as(pattern).isLessThanOrEqualTo(HERS);
        }
        assertThat(cost().seeks()).isLessThanOrEqualTo(4 * (2 * segments() + HERS));
    }

    @Test
    void findsNothingForSomebodyUnknownWithoutReadingAnything() {
        assertThat(matches(Filter.topic("filter.*").where("email", "nobody@example.com")))
                .isEmpty();

        assertThat(cost().valuesRead()).isZero();
        assertThat(cost().seeks()).isLessThanOrEqualTo(2 * segments());
    }

    @Test
    void readsThePageOnlyOfWhatMatchesOften() {
        Subscription verified = Subscription.of(Filter.topic("filter.verified"));

        long[] page =
                log.replayIndex().matches(verified, EVENTS / 2, log.head(), 100).positions();

        assertThat(page).hasSize(100);
        assertThat(cost().valuesRead()).isLessThanOrEqualTo(101);
    }

    @Test
    void newestMatchesCostWhatIsWantedNotWhatThereIs() {
        Subscription verified = Subscription.of(Filter.topic("filter.verified"));

        long before = log.replayIndex().beforeNewest(verified, log.head(), 100);

        assertThat(log.replayIndex()
                        .matches(verified, before, log.head(), 1_000)
                        .positions())
                .hasSize(100);
        assertThat(cost().valuesRead()).isLessThanOrEqualTo(1_000);
    }

    private long[] matches(Filter filter) {
        return log.replayIndex()
                .matches(Subscription.of(filter), 0, log.head(), 1_000)
                .positions();
    }

    private ReplayCost.Total cost() {
        return ((MemoryReplayIndex) log.replayIndex()).cost();
    }

    /** Each of them but the last holds nearly 1/32 of the bound. */
    private long segments() {
        return log.bytes() / (log.maxBytes() / 33) + 1;
    }
}
