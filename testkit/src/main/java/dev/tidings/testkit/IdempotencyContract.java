package dev.tidings.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.IdempotencyKey;
import dev.tidings.hub.event.Publication;
import dev.tidings.hub.event.Publication.Part;
import dev.tidings.hub.log.EventLog;
import dev.tidings.hub.log.IdempotencyException;
import dev.tidings.hub.log.IdempotencyTable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every {@link EventLog} keeps to when something is published under a key: it is published once. */
public abstract class IdempotencyContract extends LogContract {

    protected IdempotencyContract(LogOpener opener) {
        super(opener);
    }

    @Test
    void sameAgainGivesTheFirstIdsAndAppendsNothing() throws Exception {
        EventLog log = openLarge();
        long begin = log.head();
        FollowerRecorder follower = new FollowerRecorder();
        log.follow(begin, follower);
        List<EventId> first = append(log, keyed("k", 1, 2));
        appendNumbered(log, 3, 4);

        assertThat(append(log, keyed("k", 1, 2))).containsExactlyElementsOf(first);

        assertThat(numbers(readAll(log, begin))).containsExactly(1, 2, 3);
        assertThat(numbers(follower.events())).containsExactly(1, 2, 3);
        assertThat(ids(readAll(log, begin)).subList(0, 2)).isEqualTo(first);
    }

    @Test
    void otherEventsUnderTheKeyAreRefusedAndNothingOfThemIsAppended() throws Exception {
        EventLog log = openLarge();
        long begin = log.head();
        append(log, keyed("k", 1));

        for (Publication other : List.of(
                keyed("k", 2),
                keyed("k", 1, 1),
                Publication.of(List.of(numbered(1).with("email", "ann@example.com")), key("k")),
                Publication.ofParts(List.of(part("new", 7), Part.of(List.of(numbered(8))), part("k", 2))))) {
            assertRefused(log, other);
        }

        assertThat(numbers(readAll(log, begin))).containsExactly(1);
        append(log, keyed("new", 9));
        append(log, keyed("k", 1));
        assertThat(numbers(readAll(log, begin))).containsExactly(1, 9);
    }

    @Test
    void partsThatWerePublishedBeforeAreNotPublishedAgain() throws Exception {
        EventLog log = openLarge();
        long begin = log.head();
        List<EventId> first = append(log, Publication.ofParts(List.of(part("a", 1, 2), part("b", 3))));

        List<EventId> ids = append(
                log,
                Publication.ofParts(List.of(
                        part("c", 4), part("b", 3), Part.of(List.of(numbered(5))), part("a", 1, 2), part("c", 4))));

        List<EventId> all = ids(readAll(log, begin));
        assertThat(numbers(readAll(log, begin))).containsExactly(1, 2, 3, 4, 5);
        assertThat(first).containsExactlyElementsOf(all.subList(0, 3));
        assertThat(ids).containsExactly(all.get(3), all.get(2), all.get(4), all.get(0), all.get(1), all.get(3));
    }

    @Test
    void withoutAKeyTheSameIsNewEachTime() throws Exception {
        EventLog log = openLarge();
        long begin = log.head();
        append(log, numbered(1));
        append(log, numbered(1));

        assertThat(numbers(readAll(log, begin))).containsExactly(1, 1);
    }

    @Test
    void keysOfPublishersAreTheirOwn() throws Exception {
        EventLog log = openLarge();
        long begin = log.head();
        append(log, Publication.of(List.of(numbered(1)), IdempotencyKey.of("ann", "k")));
        append(log, Publication.of(List.of(numbered(2)), IdempotencyKey.of("bob", "k")));

        assertThat(numbers(readAll(log, begin))).containsExactly(1, 2);
    }

    @Test
    void keyIsRememberedForTheWindowAndForgottenAfterTwice() throws Exception {
        ManualClock clock = clock();
        EventLog log = open(LogSettings.LARGE.withClock(clock));
        long begin = log.head();
        List<EventId> first = append(log, keyed("k", 1));

        clock.advance(IdempotencyTable.DEFAULT_WINDOW.minusMillis(1));
        assertThat(append(log, keyed("k", 1))).isEqualTo(first);
        clock.advance(IdempotencyTable.DEFAULT_WINDOW);
        List<EventId> second = append(log, keyed("k", 2));

        assertThat(numbers(readAll(log, begin))).containsExactly(1, 2);
        assertThat(append(log, keyed("k", 2))).isEqualTo(second);
    }

    @Test
    void keyOutlivesTheRetentionOfItsEvents() throws Exception {
        EventLog log = open(LogSettings.SMALL);
        List<EventId> first = append(log, keyed("k", 1));
        appendUntilTrimmed(log, first.get(0).position(), LogSettings.SMALL);
        long head = log.head();

        assertThat(append(log, keyed("k", 1))).isEqualTo(first);
        assertRefused(log, keyed("k", 2));
        assertThat(log.head()).isEqualTo(head);
    }

    @Test
    void keyOutlivesTheLogsBeingClosed() throws Exception {
        EventLog log = openLarge();
        long begin = log.head();
        List<EventId> first = append(log, Publication.ofParts(List.of(part("a", 1, 2), part("b", 3))));
        log = reopen(reopen(log));

        assertThat(append(log, keyed("a", 1, 2))).isEqualTo(first.subList(0, 2));
        assertThat(append(log, keyed("b", 3))).isEqualTo(first.subList(2, 3));
        assertRefused(log, keyed("a", 1));
        assertThat(numbers(readAll(log, begin))).containsExactly(1, 2, 3);
    }

    @Test
    void keyOutlivesTheRetentionOfItsEventsAndTheLogsBeingClosed() throws Exception {
        EventLog log = open(LogSettings.SMALL);
        List<EventId> first = append(log, keyed("k", 1));
        appendUntilTrimmed(log, first.get(0).position(), LogSettings.SMALL);
        log = reopen(log, LogSettings.SMALL);

        assertThat(append(log, keyed("k", 1))).isEqualTo(first);
    }

    @Test
    void keyOfALogThatWasClosedExpiresAsTheOthersDo() throws Exception {
        ManualClock clock = clock();
        LogSettings settings = LogSettings.LARGE.withClock(clock);
        EventLog log = open(settings);
        long begin = log.head();
        List<EventId> first = append(log, keyed("k", 1));
        clock.advance(IdempotencyTable.DEFAULT_WINDOW.dividedBy(2));
        log = reopen(log, settings);
        clock.advance(IdempotencyTable.DEFAULT_WINDOW.dividedBy(2).minusMillis(1));
        assertThat(append(log, keyed("k", 1))).isEqualTo(first);
        clock.advance(IdempotencyTable.DEFAULT_WINDOW);
        log = reopen(log, settings);

        append(log, keyed("k", 2));

        assertThat(numbers(readAll(log, begin))).containsExactly(1, 2);
    }

    /** Else what a publisher sends again, for it was lost, would be lost for good. */
    @Test
    void keyIsForgottenWithTheEventsThatWereLost() throws Exception {
        EventLog log = openLarge();
        long begin = log.head();
        for (int i = 0; i < 50; i++) {
            append(log, keyed("k" + i, i));
        }
        log = reopenAfterLoss(log);
        List<EventId> left = ids(readAll(log, begin));

        for (int i = 0; i < 50; i++) {
            List<EventId> ids = append(log, keyed("k" + i, i));
            if (i < left.size()) {
                assertThat(ids).containsExactly(left.get(i));
            }
        }
        assertThat(numbers(readAll(log, begin))).containsExactlyElementsOf(range(0, 50));
    }

    @Test
    void manyAtOnceWithOneKeyPublishItOnce() throws Exception {
        EventLog log = openLarge();
        long begin = log.head();
        for (int round = 0; round < 200; round++) {
            Publication publication = keyed("k" + round, round);
            List<Future<List<EventId>>> appends = atOnce(8, i -> append(log, publication));

            List<EventId> first = appends.get(0).get();
            for (Future<List<EventId>> append : appends) {
                assertThat(append.get()).isEqualTo(first);
            }
        }
        assertThat(numbers(readAll(log, begin))).containsExactlyElementsOf(range(0, 200));
    }

    @Test
    void ofManyAtOnceWithOneKeyAndOtherEventsOnePublishes() throws Exception {
        EventLog log = openLarge();
        long begin = log.head();
        for (int round = 0; round < 200; round++) {
            String key = "k" + round;
            List<Future<List<EventId>>> appends = atOnce(8, i -> append(log, keyed(key, i)));

            int published = 0;
            for (Future<List<EventId>> append : appends) {
                try {
                    append.get();
                    published++;
                } catch (ExecutionException refused) {
                    assertThat(refused).hasRootCauseInstanceOf(IdempotencyException.class);
                }
            }
            assertThat(published).isOne();
        }
        assertThat(readAll(log, begin)).hasSize(200);
    }

    @Test
    void eachPublisherThatRepeatsItselfIsPublishedOnceAndInItsOrder() throws Exception {
        EventLog log = openLarge();
        long begin = log.head();
        List<Future<List<EventId>>> publishers = atOnce(4, p -> {
            List<EventId> ids = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                Publication publication =
                        Publication.of(List.of(Event.of("p" + p, i + "")), IdempotencyKey.of("p" + p, "k" + i));
                ids.addAll(append(log, publication));
                assertThat(append(log, publication)).containsExactly(ids.get(i));
            }
            return ids;
        });
        for (int p = 0; p < 4; p++) {
            String topic = "p" + p;
            List<EventId> ids = publishers.get(p).get();

            assertThat(ids(readAll(log, begin).stream()
                            .filter(event -> event.event().topic().equals(topic))
                            .toList()))
                    .isEqualTo(ids);
        }
        assertThat(readAll(log, begin)).hasSize(4 * 500);
    }

    private interface Numbered {
        List<EventId> append(int number) throws Exception;
    }

    /** So many threads that begin at the same moment. */
    private List<Future<List<EventId>>> atOnce(int count, Numbered append) {
        CountDownLatch ready = new CountDownLatch(count);
        return Stream.iterate(0, i -> i + 1)
                .limit(count)
                .map(i -> start(() -> {
                    ready.countDown();
                    ready.await();
                    return append.append(i);
                }))
                .toList();
    }

    private static void assertRefused(EventLog log, Publication publication) {
        assertThatThrownBy(() -> append(log, publication))
                .hasCauseInstanceOf(IdempotencyException.class)
                .cause()
                .extracting(cause -> ((IdempotencyException) cause).reason())
                .isEqualTo(IdempotencyException.Reason.OTHER_EVENTS);
    }

    private static Publication keyed(String key, int... numbers) {
        return Publication.ofParts(List.of(part(key, numbers)));
    }

    private static Part part(String key, int... numbers) {
        List<Event> events = new ArrayList<>();
        for (int number : numbers) {
            events.add(numbered(number));
        }
        return Part.of(events, key(key));
    }

    private static IdempotencyKey key(String text) {
        return IdempotencyKey.of("ann", text);
    }
}
