package dev.tidings.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Publication;
import dev.tidings.hub.log.EventLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/**
 * What the contract suites of logs have in common. A log's test classes extend one suite each, and hand it a {@link LogOpener}.
 * <p>
 * No suite counts with positions: they may have holes, and somebody else may trim the log.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class LogContract {

    private static final int PAGE = 1_000;

    private final LogOpener opener;
    private final List<EventLog> opened = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    LogContract(LogOpener opener) {
        this.opener = opener;
    }

    @AfterEach
    final void closeAll() throws Exception {
        threads.shutdownNow();
        opened.forEach(EventLog::close);
        opener.close();
    }

    /** A log with room for everything that a test appends. */
    final EventLog openLarge() throws Exception {
        return open(LogSettings.LARGE);
    }

    final EventLog open(LogSettings settings) throws Exception {
        return track(opener.open(settings));
    }

    /** Closes the log and opens it again; skips the test if it keeps nothing. */
    final EventLog reopen(EventLog log, LogSettings settings) throws Exception {
        log.close();
        Optional<EventLog> again = opener.reopen(log, settings);
        assumeTrue(again.isPresent(), "a log of this kind keeps nothing when it is closed");
        return track(again.get());
    }

    final EventLog reopen(EventLog log) throws Exception {
        return reopen(log, LogSettings.LARGE);
    }

    /** Opens the log again after an end that was not orderly; skips the test if that cannot be made to happen. */
    final EventLog reopenAfterLoss(EventLog log) throws Exception {
        log.close();
        Optional<EventLog> again = opener.reopenAfterLoss(log, LogSettings.LARGE);
        assumeTrue(again.isPresent(), "a log of this kind cannot be made to lose anything");
        return track(again.get());
    }

    /** A clock that the logs of this test go by; skips the test if they do not. */
    final ManualClock clock() {
        assumeTrue(opener.obeysClock(), "a log of this kind has a clock of its own");
        return new ManualClock();
    }

    private EventLog track(EventLog log) {
        opened.add(log);
        return log;
    }

    final <T> Future<T> start(Callable<T> task) {
        return threads.submit(task);
    }

    final List<Future<?>> startAppenders(EventLog log, int count, int eventsEach) {
        return Stream.<Future<?>>generate(() -> start(() -> {
                    for (int i = 0; i < eventsEach; i++) {
                        append(log, numbered(i));
                    }
                    return null;
                }))
                .limit(count)
                .toList();
    }

    static void awaitAll(List<? extends Future<?>> tasks) throws Exception {
        for (Future<?> task : tasks) {
            task.get();
        }
    }

    static List<EventId> append(EventLog log, Event... events) throws Exception {
        return append(log, Publication.of(List.of(events)));
    }

    static List<EventId> append(EventLog log, Publication publication) throws Exception {
        return log.append(publication).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    static List<EventId> appendNumbered(EventLog log, int from, int to) throws Exception {
        List<EventId> ids = new ArrayList<>();
        for (int i = from; i < to; i++) {
            ids.addAll(append(log, numbered(i)));
        }
        return ids;
    }

    /** Appends events of a kibibyte until retention has moved on from a cursor. */
    static List<EventId> appendUntilTrimmed(EventLog log, long cursor, LogSettings settings) throws Exception {
        List<EventId> ids = new ArrayList<>();
        while (log.earliest() <= cursor) {
            ids.addAll(append(log, Event.of("a.b", "x".repeat(1024))));
            assertThat(ids.size() * 1024L)
                    .as("bytes appended, of which about %d are to be retained", settings.retainedBytes())
                    .isLessThan(100 * settings.retainedBytes());
        }
        return ids;
    }

    /** Everything behind the cursor, page by page: a page may be shorter than it was asked for. */
    static List<Delivery> readAll(EventLog log, long after) {
        List<Delivery> all = new ArrayList<>();
        List<Delivery> page = log.read(after, PAGE);
        while (!page.isEmpty()) {
            assertThat(page).hasSizeLessThanOrEqualTo(PAGE);
            all.addAll(page);
            page = log.read(last(page), PAGE);
        }
        return all;
    }

    static Event numbered(int number) {
        return Event.of("a.b", Integer.toString(number));
    }

    static List<Integer> numbers(List<Delivery> events) {
        return events.stream()
                .map(event -> Integer.valueOf(event.event().data()))
                .toList();
    }

    static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    static List<Long> positions(List<Delivery> events) {
        return events.stream().map(Delivery::position).toList();
    }

    static List<EventId> ids(List<Delivery> events) {
        return events.stream().map(Delivery::id).toList();
    }

    static List<EventId> idsBehind(List<EventId> ids, long cursor) {
        return ids.stream().filter(id -> id.position() > cursor).toList();
    }

    static long last(List<Delivery> events) {
        return events.get(events.size() - 1).position();
    }
}
