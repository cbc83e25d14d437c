package dev.tidings.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.log.EventLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every {@link EventLog} that drops its oldest events keeps to: nobody misses one without being able to tell. */
public abstract class RetentionContract extends LogContract {

    private static final Duration AGE = Duration.ofHours(1);

    /** Most appends between an event's having grown too old and its being dropped. */
    private static final int SOON = 100;

    protected RetentionContract(LogOpener opener) {
        super(opener);
    }

    @Test
    void retentionMovesTheEarliestPlaceAndNothingBehindItIsMissing() throws Exception {
        EventLog log = open(LogSettings.SMALL);
        long begin = log.head();
        List<EventId> ids = appendUntilTrimmed(log, begin, LogSettings.SMALL);

        List<Delivery> retained = readAll(log, begin);

        assertThat(ids(retained)).containsAll(idsBehind(ids, log.earliest()));
        assertThat(log.earliest()).isGreaterThan(begin).isLessThanOrEqualTo(log.head());
        assertThat(last(retained)).isEqualTo(log.head());
    }

    @Test
    void aboutAsManyBytesAreRetainedAsWereAskedFor() throws Exception {
        EventLog log = open(LogSettings.SMALL);
        long begin = log.head();
        for (int i = 0; i < 2_000; i++) {
            append(log, Event.of("a.b", "x".repeat(1024)));
        }

        assertThat(readAll(log, begin)).hasSizeBetween(8, 256);
    }

    @Test
    void eventsThatWereDroppedAreLeftOut() throws Exception {
        EventLog log = open(LogSettings.SMALL);
        long dropped = append(log, numbered(0)).get(0).position();
        appendUntilTrimmed(log, dropped, LogSettings.SMALL);

        assertThat(positions(log.read(new long[] {dropped, log.head()}))).containsExactly(log.head());
    }

    @Test
    void followingFromAPlaceThatIsNotRetainedIsRefused() throws Exception {
        EventLog log = open(LogSettings.SMALL);
        long begin = log.head();
        appendUntilTrimmed(log, begin, LogSettings.SMALL);

        assertThatThrownBy(() -> log.follow(begin, events -> {})).isInstanceOf(IllegalArgumentException.class);
    }

    /** A reader may always tell from the earliest place, looked at afterwards, whether a page has left something out. */
    @Test
    void readerWhomRetentionOvertakesCanTell() throws Exception {
        EventLog log = open(LogSettings.SMALL);
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
    void eventsThatAreTooOldAreDroppedAndYoungerOnesAreNot() throws Exception {
        ManualClock clock = clock();
        EventLog log = open(LogSettings.LARGE.withRetainAge(AGE).withClock(clock));
        long begin = log.head();
        List<EventId> old = appendNumbered(log, 0, 100);
        clock.advance(AGE.minusMillis(1));
        appendNumbered(log, 100, 200);
        assertThat(numbers(readAll(log, begin))).containsExactlyElementsOf(range(0, 200));

        clock.advance(AGE.dividedBy(2));
        int appended = 0;
        while (log.earliest() < old.get(99).position() && appended < SOON) {
            append(log, numbered(200 + appended++));
        }

        assertThat(log.earliest()).isGreaterThanOrEqualTo(old.get(99).position());
        assertThat(numbers(readAll(log, begin))).containsExactlyElementsOf(range(100, 200 + appended));
    }

    @Test
    void whatWasRetainedIsWhenTheLogIsOpenedAgain() throws Exception {
        EventLog log = open(LogSettings.SMALL);
        long begin = log.head();
        appendUntilTrimmed(log, begin, LogSettings.SMALL);
        long earliest = log.earliest();
        List<EventId> retained = ids(readAll(log, begin));

        EventLog again = reopen(log, LogSettings.SMALL);

        assertThat(again.earliest()).isGreaterThanOrEqualTo(earliest);
        assertThat(idsBehind(ids(readAll(again, begin)), again.earliest()))
                .isNotEmpty()
                .containsExactlyElementsOf(idsBehind(retained, again.earliest()));
    }
}
