package dev.tidings.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Gap;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.log.Epochs;
import dev.tidings.hub.log.EventLog;
import dev.tidings.hub.log.LogClosedException;
import dev.tidings.hub.log.ReplayIndex;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What every {@link EventLog} keeps to while it is open, and when it is closed: order, reading, following, appending. */
public abstract class EventLogContract extends LogContract {

    private static final Subscription EVERYTHING = Subscription.of(Filter.all());

    protected EventLogContract(LogOpener opener) {
        super(opener);
    }

    @Test
    void emptyLogHasItsHeadWhereItBegins() throws Exception {
        EventLog log = openLarge();

        assertThat(log.head()).isEqualTo(log.earliest());
        assertThat(log.read(log.head(), 10)).isEmpty();
        assertThat(log.epochs()
                        .locate(log.epochs().idOf(log.head()), log.head())
                        .gap())
                .isEmpty();
    }

    @Test
    void eventsComeInTheOrderOfTheirAppends() throws Exception {
        EventLog log = openLarge();
        long begin = log.head();

        List<EventId> ids = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            ids.addAll(append(log, numbered(2 * i), numbered(2 * i + 1)));
        }

        List<Delivery> all = readAll(log, begin);
        assertThat(numbers(all)).containsExactlyElementsOf(range(0, 200));
        assertThat(all).extracting(Delivery::id).containsExactlyElementsOf(ids);
        assertThat(positions(all)).isSorted().doesNotHaveDuplicates().allMatch(position -> position > begin);
        assertThat(log.head()).isEqualTo(last(all));
    }

    @Test
    void eventIsReadAsItWasAppended() throws Exception {
        EventLog log = openLarge();
        long begin = log.head();
        append(
                log,
                Event.of("filter.verified", "zeile\r\n\uD83D\uDE00\n")
                        .with("email", "ann@example.com", "\u00e9")
                        .with("tenant", "7")
                        .withType("t"));

        Event read = log.read(begin, 1).get(0).event();

        assertThat(read.topic()).isEqualTo("filter.verified");
        assertThat(read.data()).isEqualTo("zeile\r\n\uD83D\uDE00\n");
        assertThat(read.type()).isEqualTo("t");
        assertThat(read.values("email")).containsExactly("ann@example.com", "\u00e9");
        assertThat(read.values("tenant")).containsExactly("7");
        assertThat(read.attributeCount()).isEqualTo(2);
    }

    @Test
    void pagesOfAnySizeGiveTheSame() throws Exception {
        EventLog log = openLarge();
        long begin = log.head();
        appendNumbered(log, 0, 1_000);

        for (int limit : new int[] {1, 7, 999, 1_000, 5_000}) {
            List<Delivery> all = new ArrayList<>();
            List<Delivery> page = log.read(begin, limit);
            while (!page.isEmpty()) {
                assertThat(page).hasSizeLessThanOrEqualTo(limit);
                all.addAll(page);
                page = log.read(last(page), limit);
            }
            assertThat(numbers(all)).containsExactlyElementsOf(range(0, 1_000));
        }
    }

    @Test
    void someoneWhoReadsBehindAnEventGetsTheNext() throws Exception {
        EventLog log = openLarge();
        List<EventId> ids = append(log, numbered(0), numbered(1), numbered(2));

        assertThat(numbers(readAll(log, ids.get(0).position()))).containsExactly(1, 2);
        assertThat(log.read(ids.get(2).position(), 10)).isEmpty();
    }

    @Test
    void eventsAreReadAtTheirPositions() throws Exception {
        EventLog log = openLarge();
        List<EventId> ids = appendNumbered(log, 0, 500);

        long[] wanted = IntStream.of(0, 3, 77, 499)
                .mapToLong(i -> ids.get(i).position())
                .toArray();

        assertThat(numbers(log.read(wanted))).containsExactly(0, 3, 77, 499);
        assertThat(log.read(new long[0])).isEmpty();
    }

    @Test
    void placesWithoutAnEventAreLeftOut() throws Exception {
        EventLog log = openLarge();
        long begin = log.head();
        long position = append(log, numbered(0)).get(0).position();

        assertThat(positions(log.read(new long[] {begin, position, position + 1, Long.MAX_VALUE})))
                .containsExactly(position);
    }

    @Test
    void limitBelowOneIsRefused() throws Exception {
        EventLog log = openLarge();

        assertThatThrownBy(() -> log.read(log.head(), 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> log.replayIndex().matches(EVERYTHING, log.head(), log.head(), 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> log.replayIndex().beforeNewest(EVERYTHING, log.head(), 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void followingFromBeyondTheHeadIsRefused() throws Exception {
        EventLog log = openLarge();

        assertThatThrownBy(() -> log.follow(log.head() + 1, events -> {})).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void idsOfThisEpochSayWhereToGoOn() throws Exception {
        EventLog log = openLarge();
        List<EventId> ids = append(log, numbered(0), numbered(1));

        assertThat(log.epochs().idOf(log.head())).isEqualTo(ids.get(1));
        for (EventId id : ids) {
            assertThat(EventId.parse(id.toString())).contains(id);
            assertThat(log.epochs().locate(id, log.head()).cursor()).isEqualTo(id.position());
            assertThat(log.epochs().locate(id, log.head()).gap()).isEmpty();
        }
    }

    @Test
    void idOfAnotherLogIsUnknownAndSoEverythingFollows() throws Exception {
        EventLog log = openLarge();
        EventId foreign =
                new EventId("00000000", append(log, numbered(0)).get(0).position());

        Epochs.Place place = log.epochs().locate(foreign, log.head());

        assertThat(place.gap()).contains(Gap.Reason.UNKNOWN);
        assertThat(place.cursor()).isLessThanOrEqualTo(log.earliest());
    }

    @Test
    void idBeyondTheHeadIsOfALostEvent() throws Exception {
        EventLog log = openLarge();
        EventId newest = append(log, numbered(0)).get(0);
        for (long beyond : new long[] {log.head() + 1, Long.MAX_VALUE}) {
            Epochs.Place place = log.epochs().locate(new EventId(newest.epoch(), beyond), log.head());

            assertThat(place.gap()).contains(Gap.Reason.LOST);
            assertThat(place.cursor()).isEqualTo(log.head());
        }
    }

    @Test
    void timeOfAnEventIsWhenItWasAppended() throws Exception {
        ManualClock clock = clock();
        EventLog log = open(LogSettings.LARGE.withClock(clock));
        long begin = log.head();
        Instant first = clock.instant();
        append(log, numbered(0));
        clock.advance(Duration.ofMillis(1_500));
        append(log, numbered(1));

        assertThat(readAll(log, begin)).extracting(Delivery::time).containsExactly(first, first.plusMillis(1_500));
    }

    @Test
    void appendIsAllOrNothing() throws Exception {
        EventLog log = openLarge();
        long begin = log.head();

        assertThatThrownBy(() -> log.append(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> log.append(Arrays.asList(numbered(0), null))).isInstanceOf(NullPointerException.class);

        assertThat(log.head()).isEqualTo(begin);
        assertThat(log.read(begin, 10)).isEmpty();
        append(log, numbered(0));
        assertThat(numbers(readAll(log, begin))).containsExactly(0);
    }

    @Test
    void acknowledgedEventWasHandedToTheFollowers() throws Exception {
        EventLog log = openLarge();
        FollowerRecorder follower = new FollowerRecorder();
        try (EventLog.Following following = log.follow(log.head(), follower)) {
            for (int i = 0; i < 100; i++) {
                EventId id = append(log, numbered(i)).get(0);
                assertThat(follower.lastPosition()).isEqualTo(id.position());
            }
            assertThat(following).isNotNull();
        }
        assertThat(numbers(follower.events())).containsExactlyElementsOf(range(0, 100));
    }

    @Test
    void whoFollowsFromAnEarlierPlaceMissesNothingAndGetsNothingTwiceWhileAppendsGoOn() throws Exception {
        EventLog log = openLarge();
        long begin = log.head();
        List<Future<?>> appenders = startAppenders(log, 3, 2_000);
        List<FollowerRecorder> followers = new ArrayList<>();
        List<EventLog.Following> followings = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            FollowerRecorder follower = new FollowerRecorder();
            followers.add(follower);
            followings.add(log.follow(begin, follower));
        }
        awaitAll(appenders);

        List<Long> all = positions(readAll(log, begin));
        assertThat(all).hasSize(6_000);
        for (FollowerRecorder follower : followers) {
            assertThat(positions(follower.events())).containsExactlyElementsOf(all);
        }
        followings.forEach(EventLog.Following::close);
    }

    @Test
    void closedFollowingIsNotCalledAnyMore() throws Exception {
        EventLog log = openLarge();
        List<Future<?>> appenders = startAppenders(log, 2, 2_000);
        for (int i = 0; i < 50; i++) {
            FollowerRecorder follower = new FollowerRecorder();
            log.follow(log.head(), follower).close();
            int size = follower.events().size();
            append(log, numbered(0));
            assertThat(follower.events()).hasSize(size);
        }
        awaitAll(appenders);
    }

    @Test
    void followerThatFailsHarmsNeitherTheAppendNorTheOthers() throws Exception {
        EventLog log = openLarge();
        log.follow(log.head(), events -> {
            throw new IllegalStateException("this follower fails on purpose");
        });
        FollowerRecorder other = new FollowerRecorder();
        log.follow(log.head(), other);

        append(log, numbered(0));
        append(log, numbered(1));

        assertThat(numbers(other.events())).containsExactly(0, 1);
    }

    @Test
    void concurrentAppendsKeepEachAppendersOrderAndEachListTogether() throws Exception {
        EventLog log = openLarge();
        long begin = log.head();
        int lists = 500;
        List<Future<?>> appenders = new ArrayList<>();
        for (int a = 0; a < 4; a++) {
            String topic = "appender" + a;
            appenders.add(start(() -> {
                for (int i = 0; i < lists; i++) {
                    append(log, Event.of(topic, i + ""), Event.of(topic, i + ""), Event.of(topic, i + ""));
                }
                return null;
            }));
        }
        awaitAll(appenders);

        List<Delivery> all = readAll(log, begin);
        assertThat(all).hasSize(4 * 3 * lists);
        for (int i = 0; i < all.size(); i += 3) {
            assertThat(all.subList(i, i + 3))
                    .extracting(delivery ->
                            delivery.event().topic() + delivery.event().data())
                    .containsOnly(
                            all.get(i).event().topic() + all.get(i).event().data());
        }
        for (int a = 0; a < 4; a++) {
            String topic = "appender" + a;
            assertThat(numbers(all.stream()
                            .filter(d -> d.event().topic().equals(topic))
                            .toList()))
                    .isSorted();
        }
    }

    @Test
    void appendAfterCloseIsRefused() throws Exception {
        EventLog log = openLarge();
        append(log, numbered(0));

        log.close();
        log.close();

        CompletableFuture<List<EventId>> stage =
                log.append(List.of(numbered(1))).toCompletableFuture();
        assertThatThrownBy(stage::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(LogClosedException.class);
    }

    @Test
    void readingAfterCloseSaysThatTheLogIsClosed() throws Exception {
        EventLog log = openLarge();
        long begin = log.head();
        long position = append(log, numbered(0)).get(0).position();
        ReplayIndex index = log.replayIndex();

        log.close();

        for (ThrowingCallable reading : List.<ThrowingCallable>of(
                () -> log.read(begin, 10),
                () -> log.read(position, 10),
                () -> log.read(new long[] {position}),
                () -> index.matches(EVERYTHING, begin, position, 10),
                () -> index.beforeNewest(EVERYTHING, position, 10),
                () -> log.follow(position, events -> {}))) {
            assertThatThrownBy(reading).isInstanceOf(LogClosedException.class);
        }
    }

    /** Else a reader that is at work would take the end for retention. */
    @Test
    void closedLogSaysOfItsPlacesWhatItSaidBefore() throws Exception {
        EventLog log = openLarge();
        appendNumbered(log, 0, 10);
        long earliest = log.earliest();
        long head = log.head();
        List<Epochs.Epoch> epochs = log.epochs().list();

        log.close();

        assertThat(log.earliest()).isEqualTo(earliest);
        assertThat(log.head()).isEqualTo(head);
        assertThat(log.epochs().list()).isEqualTo(epochs);
    }

    @Test
    void closeWhileOthersReadGivesThemEverythingOrSaysThatItIsClosed() throws Exception {
        for (int round = 0; round < 20; round++) {
            EventLog log = openLarge();
            long begin = log.head();
            long[] all = appendNumbered(log, 0, 200).stream()
                    .mapToLong(EventId::position)
                    .toArray();
            long head = log.head();
            ReplayIndex index = log.replayIndex();
            CountDownLatch reading = new CountDownLatch(4);
            AtomicBoolean closed = new AtomicBoolean();
            List<Future<?>> readers = List.of(
                    untilClosed(
                            closed,
                            reading,
                            () -> assertThat(readAll(log, begin)).hasSize(200)),
                    untilClosed(closed, reading, () -> assertThat(log.read(all)).hasSize(200)),
                    untilClosed(
                            closed,
                            reading,
                            () -> assertThat(index.matches(EVERYTHING, begin, head, 500)
                                            .positions())
                                    .containsExactly(all)),
                    untilClosed(
                            closed,
                            reading,
                            () -> assertThat(index.beforeNewest(EVERYTHING, head, 500))
                                    .isLessThan(all[0])));

            reading.await();
            log.close();
            closed.set(true);

            awaitAll(readers);
        }
    }

    /** Reads again and again, until the log says that it is closed; nothing that begins after that may succeed. */
    private Future<?> untilClosed(AtomicBoolean closed, CountDownLatch reading, Runnable read) {
        return start(() -> {
            try {
                read.run();
            } finally {
                reading.countDown();
            }
            try {
                boolean before;
                do {
                    before = closed.get();
                    read.run();
                } while (!before);
            } catch (LogClosedException expected) {
                return null;
            }
            throw new AssertionError("something was read from a closed log");
        });
    }

    @Test
    void closeWhileAppendingLeavesNoAppendUnanswered() throws Exception {
        for (int round = 0; round < 20; round++) {
            EventLog log = openLarge();
            FollowerRecorder follower = new FollowerRecorder();
            log.follow(log.head(), follower);
            AtomicInteger acknowledged = new AtomicInteger();
            List<Future<?>> appenders = new ArrayList<>();
            for (int a = 0; a < 3; a++) {
                appenders.add(start(() -> {
                    boolean refused = false;
                    while (!refused) {
                        refused = log.append(List.of(numbered(0), numbered(1)))
                                .toCompletableFuture()
                                .handle((ids, failure) -> {
                                    acknowledged.addAndGet(failure == null ? ids.size() : 0);
                                    return failure != null;
                                })
                                .get(10, TimeUnit.SECONDS);
                    }
                    return null;
                }));
            }
            while (acknowledged.get() < 100) {
                Thread.onSpinWait();
            }
            log.close();
            awaitAll(appenders);

            assertThat(follower.events()).hasSize(acknowledged.get());
        }
    }
}
