package dev.tidings.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Gap;
import dev.tidings.hub.log.Epochs;
import dev.tidings.hub.log.Epochs.Epoch;
import dev.tidings.hub.log.Epochs.Place;
import dev.tidings.hub.log.EventLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What every {@link EventLog} that keeps its events keeps to when it is opened again: what it acknowledged is there, ids go on
 * working, and what was lost can be told. A log that keeps nothing skips all of it.
 */
public abstract class ReopeningContract extends LogContract {

    private static final int EPOCHS = 4;
    private static final int EVENTS = 20;

    protected ReopeningContract(LogOpener opener) {
        super(opener);
    }

    @Test
    void acknowledgedEventsAreThereAsTheyWereAppended() throws Exception {
        EventLog log = openLarge();
        long begin = log.head();
        appendNumbered(log, 0, 1_000);
        append(
                log,
                Event.of("filter.verified", "zeile\r\n\uD83D\uDE00\n")
                        .with("email", "ann@example.com", "\u00e9")
                        .with("tenant", "7")
                        .withType("t"));
        List<Delivery> before = readAll(log, begin);

        List<Delivery> after = readAll(reopen(log), begin);

        assertThat(ids(after)).containsExactlyElementsOf(ids(before));
        assertThat(after)
                .extracting(Delivery::time)
                .containsExactlyElementsOf(before.stream().map(Delivery::time).toList());
        assertThat(numbers(after.subList(0, 1_000))).containsExactlyElementsOf(range(0, 1_000));
        Event last = after.get(1_000).event();
        assertThat(last.topic()).isEqualTo("filter.verified");
        assertThat(last.data()).isEqualTo("zeile\r\n\uD83D\uDE00\n");
        assertThat(last.type()).isEqualTo("t");
        assertThat(last.values("email")).containsExactly("ann@example.com", "\u00e9");
        assertThat(last.values("tenant")).containsExactly("7");
        assertThat(last.attributeCount()).isEqualTo(2);
    }

    @Test
    void closeWhileAppendingKeepsWhatWasAcknowledgedAndNothingElse() throws Exception {
        EventLog log = openLarge();
        long begin = log.head();
        List<Future<List<EventId>>> appenders = new ArrayList<>();
        for (int a = 0; a < 3; a++) {
            appenders.add(start(() -> appendUntilRefused(log)));
        }
        while (log.head() == begin) {
            Thread.onSpinWait();
        }
        EventLog again = reopen(log);

        List<EventId> acknowledged = new ArrayList<>();
        for (Future<List<EventId>> appender : appenders) {
            acknowledged.addAll(appender.get());
        }
        assertThat(ids(readAll(again, begin))).containsExactlyInAnyOrderElementsOf(acknowledged);
    }

    private static List<EventId> appendUntilRefused(EventLog log) throws Exception {
        List<EventId> acknowledged = new ArrayList<>();
        boolean refused = false;
        while (!refused) {
            refused = log.append(List.of(numbered(0), numbered(1)))
                    .toCompletableFuture()
                    .handle((ids, failure) -> {
                        acknowledged.addAll(failure == null ? ids : List.of());
                        return failure != null;
                    })
                    .get(10, TimeUnit.SECONDS);
        }
        return acknowledged;
    }

    @Test
    void eachOpeningHasAnEpochOfItsOwnInWhichTheHeadIs() throws Exception {
        EventLog log = openLarge();
        List<Epoch> known = log.epochs().list();
        for (int i = 1; i < EPOCHS; i++) {
            appendNumbered(log, 0, EVENTS);
            log = reopen(log);
            List<Epoch> epochs = log.epochs().list();
            Epoch open = epochs.get(epochs.size() - 1);

            assertThat(epochs.subList(0, epochs.size() - 1)).isEqualTo(known);
            assertThat(epochs).extracting(Epoch::name).doesNotHaveDuplicates();
            assertThat(log.head()).isEqualTo(open.start());
            assertThat(log.epochs().idOf(log.head()).epoch()).isEqualTo(open.name());
            known = epochs;
        }
    }

    /** Twice in a row without an event, too: names of epochs that never had one may be out there as priming ids. */
    @Test
    void openingAnEmptyLogAgainIsNothingSpecial() throws Exception {
        EventLog log = openLarge();
        EventId before = log.epochs().idOf(log.head());
        log = reopen(reopen(log));

        Place place = log.epochs().locate(before, log.head());

        assertThat(place.gap()).isEmpty();
        assertThat(readAll(log, place.cursor())).isEmpty();
        appendNumbered(log, 0, 1);
        assertThat(numbers(readAll(log, place.cursor()))).containsExactly(0);
    }

    @Test
    void eventsOfTheNewEpochComeBehindTheOthers() throws Exception {
        EventLog log = openLarge();
        long begin = log.head();
        List<EventId> ids = appendNumbered(log, 0, EVENTS);
        log = reopen(log);
        List<EventId> more = appendNumbered(log, EVENTS, 2 * EVENTS);

        assertThat(more).extracting(EventId::epoch).doesNotContain(ids.get(0).epoch());
        ids.addAll(more);
        assertThat(ids(readAll(log, begin))).containsExactlyElementsOf(ids);
        assertThat(numbers(readAll(log, begin))).containsExactlyElementsOf(range(0, 2 * EVENTS));
        assertThat(ids).extracting(EventId::position).isSorted().doesNotHaveDuplicates();
        long[] positions = ids.stream().mapToLong(EventId::position).toArray();
        assertThat(ids(log.read(positions))).containsExactlyElementsOf(ids);
    }

    @Test
    void idsThatWereGivenOutBeforeSayBehindWhichPlaceTheLaterEventsFollow() throws Exception {
        EventLog log = openLarge();
        List<EventId> given = new ArrayList<>();
        List<Integer> expected = new ArrayList<>();
        int appended = 0;
        for (int i = 0; i < EPOCHS; i++) {
            log = i == 0 ? log : reopen(log);
            given.add(log.epochs().idOf(log.head()));
            expected.add(appended);
            for (int j = 0; j < EVENTS; j++) {
                given.addAll(append(log, numbered(appended++)));
                expected.add(appended);
            }
        }
        for (int i = 0; i < given.size(); i++) {
            Place place = log.epochs().locate(given.get(i), log.head());

            assertThat(place.gap()).as("%s", given.get(i)).isEmpty();
            assertThat(numbers(readAll(log, place.cursor())))
                    .as("behind %s", given.get(i))
                    .containsExactlyElementsOf(range(expected.get(i), appended));
        }
    }

    @Test
    void everyPlaceHasAnIdThatLeadsBackToIt() throws Exception {
        EventLog log = severalEpochs();
        Epochs epochs = log.epochs();
        for (Delivery event : readAll(log, log.earliest())) {
            assertThat(epochs.idOf(event.position())).isEqualTo(event.id());
            assertThat(epochs.locate(event.id(), log.head()).cursor()).isEqualTo(event.position());
        }
        for (Epoch epoch : epochs.list()) {
            EventId start = epochs.idOf(epoch.start());
            assertThat(start).isEqualTo(new EventId(epoch.name(), epoch.start()));
            assertThat(epochs.locate(start, log.head()).cursor()).isEqualTo(epoch.start());
            assertThat(epochs.locate(start, log.head()).gap()).isEmpty();
        }
    }

    @Test
    void startsLieBetweenTheEventsOfNeighbours() throws Exception {
        EventLog log = severalEpochs();
        List<Delivery> all = readAll(log, log.earliest());
        List<Epoch> epochs = log.epochs().list();
        for (int i = 0; i < epochs.size(); i++) {
            long start = epochs.get(i).start();

            assertThat(all.stream().map(Delivery::position)).doesNotContain(start);
            assertThat(all.stream().filter(event -> event.position() < start)).hasSize(i * EVENTS);
        }
    }

    @Test
    void idBeyondTheEndOfItsEpochIsOfALostEvent() throws Exception {
        EventLog log = severalEpochs();
        List<Epoch> epochs = log.epochs().list();
        for (int i = 1; i < epochs.size(); i++) {
            long next = epochs.get(i).start();
            for (long beyond : new long[] {next, log.head(), Long.MAX_VALUE}) {
                Place place = log.epochs().locate(new EventId(epochs.get(i - 1).name(), beyond), log.head());

                assertThat(place.gap()).contains(Gap.Reason.LOST);
                assertThat(place.cursor()).isEqualTo(next);
            }
        }
    }

    @Test
    void orderlyEndIsNoGap() throws Exception {
        EventLog log = openLarge();
        long begin = log.head();
        appendNumbered(log, 0, EVENTS);
        log = reopen(log);

        assertThat(log.epochs().nextLossyStart(begin)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void endThatMayHaveLostSomethingIsAGapForThoseBeforeItOnly() throws Exception {
        EventLog log = openLarge();
        long begin = log.head();
        appendNumbered(log, 0, EVENTS);
        log = reopenAfterLoss(log);
        long start = log.head();
        appendNumbered(log, EVENTS, 2 * EVENTS);

        assertThat(log.epochs().nextLossyStart(begin)).isEqualTo(start);
        assertThat(log.epochs().nextLossyStart(start)).isEqualTo(Long.MAX_VALUE);
        log = reopen(log);
        assertThat(log.epochs().nextLossyStart(begin)).as("opened once more").isEqualTo(start);
    }

    @Test
    void whatIsLeftAfterALossIsTheBeginningAndWholeLists() throws Exception {
        EventLog log = openLarge();
        long begin = log.head();
        for (int i = 0; i < EVENTS; i++) {
            append(log, numbered(2 * i), numbered(2 * i + 1));
        }
        log = reopenAfterLoss(log);

        List<Integer> left = numbers(readAll(log, begin));
        assertThat(left.size()).isEven().isLessThanOrEqualTo(2 * EVENTS);
        assertThat(left).containsExactlyElementsOf(range(0, left.size()));

        append(log, numbered(left.size()));
        assertThat(numbers(readAll(log, begin))).containsExactlyElementsOf(range(0, left.size() + 1));
    }

    @Test
    void whoeverMayHaveMissedALostEventIsTold() throws Exception {
        EventLog log = openLarge();
        List<EventId> given = new ArrayList<>(List.of(log.epochs().idOf(log.head())));
        given.addAll(appendNumbered(log, 0, EVENTS));
        log = reopenAfterLoss(log);
        long start = log.head();
        List<EventId> left = ids(readAll(log, log.earliest()));
        // As many as were lost: their positions may be those of lost ones.
        appendNumbered(log, EVENTS, 3 * EVENTS);

        for (EventId id : given) {
            Place place = log.epochs().locate(id, log.head());
            boolean told = place.gap().isPresent() || log.epochs().nextLossyStart(place.cursor()) == start;

            assertThat(told).as("%s", id).isTrue();
            assertThat(ids(readAll(log, place.cursor())))
                    .as("what follows %s", id)
                    .containsAll(idsBehind(left, id.position()))
                    .doesNotContain(id);
        }
    }

    @Test
    void whoFollowsFromBeforeTheOpeningGetsWhatIsOldAndWhatIsNew() throws Exception {
        EventLog log = openLarge();
        long begin = log.head();
        appendNumbered(log, 0, EVENTS);
        log = reopen(log);
        FollowerRecorder all = new FollowerRecorder();
        FollowerRecorder fresh = new FollowerRecorder();
        log.follow(begin, all);
        log.follow(log.head(), fresh);

        appendNumbered(log, EVENTS, 2 * EVENTS);

        assertThat(numbers(all.events())).containsExactlyElementsOf(range(0, 2 * EVENTS));
        assertThat(numbers(fresh.events())).containsExactlyElementsOf(range(EVENTS, 2 * EVENTS));
    }

    /** A log with some epochs of {@link #EVENTS} events each. */
    private EventLog severalEpochs() throws Exception {
        EventLog log = openLarge();
        appendNumbered(log, 0, EVENTS);
        for (int i = 1; i < EPOCHS; i++) {
            log = reopen(log);
            appendNumbered(log, 0, EVENTS);
        }
        return log;
    }
}
