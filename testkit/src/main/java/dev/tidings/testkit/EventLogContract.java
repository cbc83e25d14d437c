package dev.tidings.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.log.EventLog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link EventLog} keeps to. A log's test class extends this one and says how the log is opened.
 * <p>
 * Nothing here counts with positions: they may have holes, and somebody else may trim the log.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class EventLogContract {

    private static final int KIBI = 1024;

    private final List<EventLog> opened = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** An empty log that retains about so many bytes, which are at least 64 KiB. It is closed after the test. */
    protected abstract EventLog open(long retainedBytes) throws Exception;

    @AfterEach
    final void closeAll() {
        opened.forEach(EventLog::close);
        threads.shutdownNow();
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

        List<Delivery> all = log.read(begin, 1_000);
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
        for (int i = 0; i < 1_000; i++) {
            append(log, numbered(i));
        }

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

        assertThat(numbers(log.read(ids.get(0).position(), 10))).containsExactly(1, 2);
        assertThat(log.read(ids.get(2).position(), 10)).isEmpty();
    }

    @Test
    void eventsAreReadAtTheirPositions() throws Exception {
        EventLog log = openLarge();
        List<EventId> ids = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            ids.addAll(append(log, numbered(i)));
        }

        long[] wanted = IntStream.of(0, 3, 77, 499)
                .mapToLong(i -> ids.get(i).position())
                .toArray();

        assertThat(numbers(log.read(wanted))).containsExactly(0, 3, 77, 499);
        assertThat(log.read(new long[0])).isEmpty();
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
        EventId foreign = new EventId("00000000", ids.get(0).position());
        assertThat(log.epochs().locate(foreign, log.head()).gap()).isPresent();
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
        assertThat(numbers(log.read(begin, 10))).containsExactly(0);
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

        List<Long> all = positions(log.read(begin, 10_000));
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
            appenders.add(threads.submit(() -> {
                for (int i = 0; i < lists; i++) {
                    append(log, Event.of(topic, i + ""), Event.of(topic, i + ""), Event.of(topic, i + ""));
                }
                return null;
            }));
        }
        awaitAll(appenders);

        List<Delivery> all = log.read(begin, 100_000);
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
    void retentionMovesTheEarliestPlaceAndNothingBehindItIsMissing() throws Exception {
        EventLog log = track(open(64 * KIBI));
        long begin = log.head();
        List<EventId> ids = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            ids.addAll(append(log, numbered(i)));
        }

        long earliest = log.earliest();
        assertThat(earliest).isGreaterThan(begin);
        List<Delivery> retained = log.read(begin, 10_000);
        assertThat(positions(retained)).containsAll(positionsBehind(ids, log.earliest()));
        assertThat(last(retained)).isEqualTo(log.head());
        assertThat(log.read(new long[] {ids.get(0).position(), log.head()}))
                .extracting(Delivery::position)
                .containsExactly(log.head());
    }

    /** A reader may always tell from the earliest place, looked at afterwards, whether a page has left something out. */
    @Test
    void readerWhomRetentionOvertakesCanTell() throws Exception {
        EventLog log = track(open(64 * KIBI));
        long begin = log.head();
        List<Long> seen = new ArrayList<>();
        FollowerRecorder truth = new FollowerRecorder();
        log.follow(begin, truth);
        List<Future<?>> appenders = startAppenders(log, 2, 20_000);
        List<long[]> gaps = new ArrayList<>();
        long cursor = begin;
        boolean done = false;
        while (!done) {
            done = appenders.stream().allMatch(Future::isDone);
            List<Delivery> page = log.read(cursor, 50);
            long earliest = log.earliest();
            if (earliest > cursor) {
                gaps.add(new long[] {cursor, earliest});
                page = page.stream().filter(d -> d.position() > earliest).toList();
                cursor = earliest;
            }
            seen.addAll(positions(page));
            cursor = page.isEmpty() ? cursor : last(page);
            done &= page.isEmpty() && cursor >= log.head();
        }
        awaitAll(appenders);

        List<Long> expected = positions(truth.events()).stream()
                .filter(p -> gaps.stream().noneMatch(gap -> gap[0] < p && p <= gap[1]))
                .toList();
        assertThat(seen).containsExactlyElementsOf(expected);
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
                .hasCauseInstanceOf(IllegalStateException.class);
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
                appenders.add(threads.submit(() -> {
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

    /** {@link #open} with room for everything that a test appends. */
    final EventLog openLarge() throws Exception {
        return track(open(64L * KIBI * KIBI));
    }

    private EventLog track(EventLog log) {
        opened.add(log);
        return log;
    }

    private List<Future<?>> startAppenders(EventLog log, int count, int eventsEach) {
        return Stream.<Future<?>>generate(() -> threads.submit(() -> {
                    for (int i = 0; i < eventsEach; i++) {
                        append(log, numbered(i));
                    }
                    return null;
                }))
                .limit(count)
                .toList();
    }

    private static void awaitAll(List<Future<?>> tasks) throws Exception {
        for (Future<?> task : tasks) {
            task.get();
        }
    }

    private static List<EventId> append(EventLog log, Event... events) throws Exception {
        return log.append(List.of(events)).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static Event numbered(int number) {
        return Event.of("a.b", Integer.toString(number));
    }

    private static List<Integer> numbers(List<Delivery> events) {
        return events.stream()
                .map(event -> Integer.valueOf(event.event().data()))
                .toList();
    }

    private static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    private static List<Long> positions(List<Delivery> events) {
        return events.stream().map(Delivery::position).toList();
    }

    private static List<Long> positionsBehind(List<EventId> ids, long cursor) {
        return ids.stream()
                .map(EventId::position)
                .filter(position -> position > cursor)
                .toList();
    }

    private static long last(List<Delivery> events) {
        return events.get(events.size() - 1).position();
    }
}
