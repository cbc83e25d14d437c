package dev.tidings.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.log.EventLog;
import dev.tidings.hub.log.ReplayIndex.Matches;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * What the replay index of every {@link EventLog} keeps to: it says the same as a scan of the log.
 */
public abstract class ReplayIndexContract extends LogContract {

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final RandomEvents events = new RandomEvents(seed, 8);

    protected ReplayIndexContract(LogOpener opener) {
        super(opener);
    }

    @Test
    void matchesAreThoseThatAScanFinds() throws Exception {
        sameAsScan(filled(LogSettings.LARGE, 3_000));
    }

    @Test
    void newestMatchesAreThoseThatAScanFinds() throws Exception {
        EventLog log = filled(LogSettings.LARGE, 3_000);
        List<Delivery> all = readAll(log, log.earliest());
        for (int i = 0; i < 500; i++) {
            Subscription subscription = events.subscription();
            long through = cursorIn(all);
            int count = 1 + random.nextInt(1 << random.nextInt(11));
            List<Long> matching = scan(all, subscription, log.earliest(), through);

            long before = log.replayIndex().beforeNewest(subscription, through, count);

            assertThat(before).isLessThanOrEqualTo(through);
            assertThat(matches(log, subscription, before, through, 50))
                    .as("seed %d, %s, %d through %d", seed, subscription, count, through)
                    .containsExactlyElementsOf(matching.subList(Math.max(0, matching.size() - count), matching.size()));
        }
    }

    @Test
    void limitIsKeptAndTheRestFollows() throws Exception {
        EventLog log = openLarge();
        long begin = log.head();
        Event hers = Event.of("a", "1").with("email", "ann@example.com");
        List<EventId> ids = log.append(List.of(hers, Event.of("a", "2"), hers, hers))
                .toCompletableFuture()
                .get();
        Subscription subscription = Subscription.of(Filter.all().where("email", "ann@example.com"));

        Matches first = log.replayIndex().matches(subscription, begin, log.head(), 2);
        Matches second = log.replayIndex().matches(subscription, first.through(), log.head(), 2);

        assertThat(first.positions())
                .containsExactly(ids.get(0).position(), ids.get(2).position());
        assertThat(first.through()).isEqualTo(ids.get(2).position());
        assertThat(second.positions()).containsExactly(ids.get(3).position());
        assertThat(second.through()).isEqualTo(log.head());
    }

    @Test
    void nothingMatchesBeyondWhatWasAskedFor() throws Exception {
        EventLog log = filled(LogSettings.LARGE, 100);
        Subscription everything = Subscription.of(Filter.all());
        List<Delivery> all = readAll(log, log.earliest());
        long middle = all.get(all.size() / 2).position();

        assertThat(log.replayIndex().matches(everything, middle, middle, 10).positions())
                .isEmpty();
        assertThat(log.replayIndex()
                        .matches(everything, log.head(), log.head(), 10)
                        .positions())
                .isEmpty();
        assertThat(log.replayIndex().beforeNewest(Subscription.of(Filter.topic("no.such")), middle, 5))
                .isLessThanOrEqualTo(middle);
    }

    @Test
    void manyTopicsAreFoundByWildcards() throws Exception {
        EventLog log = openLarge();
        long begin = log.head();
        for (int i = 0; i < 5_000; i++) {
            log.append(List.of(Event.of("user.u" + i + (i % 3 == 0 ? ".verified" : ".seen"), "")))
                    .toCompletableFuture()
                    .get();
        }
        List<Delivery> all = readAll(log, begin);
        for (String pattern :
                List.of("user.*.verified", "user.u17.*", "user.u17.**", "user.**", "**.seen", "*.u4999.*", "user.*")) {
            Subscription subscription = Subscription.of(Filter.topic(pattern));

            assertThat(matches(log, subscription, begin, log.head(), 200))
                    .as(pattern)
                    .containsExactlyElementsOf(scan(all, subscription, begin, log.head()));
        }
    }

    /** What was there before and is still there afterwards must be in between. */
    @Test
    void retainedMatchesAreFoundWhileAppendsAndRetentionGoOn() throws Exception {
        EventLog log = filled(new LogSettings(1 << 20, null, InstantSource.system()), 500);
        RandomEvents more = new RandomEvents(seed + 1, 8);
        Future<?> appending = start(() -> {
            for (int i = 0; i < 20_000; i++) {
                log.append(more.events(4)).toCompletableFuture().get();
            }
            return null;
        });
        while (!appending.isDone()) {
            Subscription subscription = events.subscription();
            long after = log.earliest();
            long through = log.head();
            List<Delivery> before = readAll(log, after);
            List<Long> found = matches(log, subscription, after, through, 1 + random.nextInt(1_000));
            long earliest = log.earliest();

            assertThat(found.stream().filter(position -> position > earliest))
                    .as("seed %d, %s, behind %d through %d", seed, subscription, after, through)
                    .containsExactlyElementsOf(scan(before, subscription, earliest, through));
        }
        appending.get();
    }

    @Test
    void matchesOfSeveralEpochsAreFoundAfterTheLogWasOpenedAgain() throws Exception {
        EventLog log = filled(LogSettings.LARGE, 500);
        for (int i = 0; i < 3; i++) {
            log = reopen(log);
            fill(log, 300);
        }
        sameAsScan(log);
    }

    @Test
    void matchesAreThoseOfWhatIsLeftAfterALoss() throws Exception {
        EventLog log = reopenAfterLoss(filled(LogSettings.LARGE, 500));
        fill(log, 300);
        sameAsScan(log);
    }

    private void sameAsScan(EventLog log) {
        List<Delivery> all = readAll(log, log.earliest());
        for (int i = 0; i < 300; i++) {
            Subscription subscription = events.subscription();
            long after = cursorIn(all);
            long through = Math.max(after, cursorIn(all));

            assertThat(matches(log, subscription, after, through, 1 + random.nextInt(100)))
                    .as("seed %d, %s, behind %d through %d", seed, subscription, after, through)
                    .containsExactlyElementsOf(scan(all, subscription, after, through));
        }
    }

    private EventLog filled(LogSettings settings, int appends) throws Exception {
        System.out.println(getClass().getSimpleName() + " seed: " + seed);
        EventLog log = open(settings);
        fill(log, appends);
        return log;
    }

    private void fill(EventLog log, int appends) throws Exception {
        for (int i = 0; i < appends; i++) {
            log.append(events.events(3)).toCompletableFuture().get();
        }
    }

    /** The position of some event, or one before the first. */
    private long cursorIn(List<Delivery> all) {
        int i = random.nextInt(all.size() + 1);
        return i == all.size() ? 0 : all.get(i).position();
    }

    private static List<Long> matches(EventLog log, Subscription subscription, long after, long through, int limit) {
        List<Long> found = new ArrayList<>();
        long cursor = after;
        while (cursor < through) {
            Matches page = log.replayIndex().matches(subscription, cursor, through, limit);
            assertThat(page.positions()).hasSizeLessThanOrEqualTo(limit);
            assertThat(page.through()).isGreaterThan(cursor).isLessThanOrEqualTo(through);
            LongStream.of(page.positions()).forEach(found::add);
            cursor = page.through();
        }
        return found;
    }

    private static List<Long> scan(List<Delivery> all, Subscription subscription, long after, long through) {
        return all.stream()
                .filter(event -> event.position() > after && event.position() <= through)
                .filter(event -> subscription.matches(event.event()))
                .map(Delivery::position)
                .toList();
    }
}
