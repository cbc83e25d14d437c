package dev.tidings.hub.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The contract suite holds what every log keeps to; here is what is this log's own. */
class MemoryLogRetentionTest {

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final MemoryLog log = MemoryLog.builder()
            .maxBytes(256 << 10)
            .retainAge(Duration.ofHours(1))
            .clock(() -> now)
            .open();

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void bytesStayWithinTheBoundIndexIncluded() {
        for (int i = 0; i < 5_000; i++) {
            append(Event.of("topic" + i, "{}").with("email", "user" + i));
            assertThat(log.bytes()).isLessThanOrEqualTo(log.maxBytes());
        }
        assertThat(log.bytes()).isGreaterThan(log.maxBytes() * 3 / 4);
    }

    @Test
    void listLargerThanTheLogLeavesItsEnd() {
        List<Event> list = IntStream.range(0, 5_000)
                .mapToObj(i -> Event.of("a", String.valueOf(i)))
                .toList();

        log.append(list).toCompletableFuture().join();

        assertThat(log.head()).isEqualTo(5_000);
        assertThat(log.bytes()).isLessThanOrEqualTo(log.maxBytes());
        assertThat(log.read(log.earliest(), 10_000))
                .extracting(Delivery::position)
                .endsWith(5_000L);
    }

    @Test
    void eventsThatHaveGrownTooOldAreDroppedAtTheNextAppend() {
        append(Event.of("old", "1"));
        now = now.plus(Duration.ofHours(2));
        append(Event.of("new", "2"));

        assertThat(log.read(log.earliest(), 10))
                .extracting(d -> d.event().topic())
                .containsExactly("new");
    }

    @Test
    void eventsThatHaveGrownTooOldAreDroppedWhenSomebodyReads() {
        append(Event.of("a", "1"));
        append(Event.of("a", "2"));
        now = now.plus(Duration.ofHours(1));
        assertThat(log.read(0, 10)).hasSize(2);

        now = now.plusMillis(1);

        assertThat(log.read(0, 10)).isEmpty();
        assertThat(log.earliest()).isEqualTo(log.head()).isEqualTo(2);
        append(Event.of("a", "3"));
        assertThat(log.read(log.earliest(), 10)).extracting(Delivery::position).containsExactly(3L);
    }

    @Test
    void timeOfAnEventIsTheClocks() {
        append(Event.of("a", ""));

        assertThat(log.read(0, 1).get(0).time()).isEqualTo(now);
    }

    @Test
    void followingFromAPlaceThatIsNotRetainedIsRefused() {
        append(Event.of("a", ""));
        now = now.plus(Duration.ofHours(2));

        assertThatThrownBy(() -> log.follow(0, events -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("after: 0 (expected: 1 to 1, which is what is retained)");
        assertThatThrownBy(() -> log.follow(2, events -> {})).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void followerThatAppendsIsRefused() {
        log.follow(
                log.head(),
                events -> log.append(List.of(Event.of("b", "")))
                        .toCompletableFuture()
                        .join());

        append(Event.of("a", ""));

        assertThat(log.read(0, 10)).extracting(d -> d.event().topic()).containsExactly("a");
    }

    @Test
    void closedLogHoldsNoEventsAndDoesNotCallThatRetention() {
        for (int i = 0; i < 100; i++) {
            append(Event.of("a", ""));
        }
        long bytes = log.bytes();

        log.close();
        now = now.plus(Duration.ofHours(2));

        assertThat(log.bytes()).isLessThan(bytes / 10);
        assertThat(log.earliest()).isZero();
        assertThat(log.head()).isEqualTo(100);
    }

    @Test
    void boundsThatHoldNothingAreRefused() {
        assertThatThrownBy(() -> MemoryLog.builder().maxBytes(100).open())
                .hasMessage("maxBytes: 100 (expected: >= 65536)");
        assertThatThrownBy(() -> MemoryLog.builder().retainAge(Duration.ZERO).open())
                .hasMessage("retainAge: PT0S (expected: > 0)");
    }

    private void append(Event event) {
        log.append(List.of(event)).toCompletableFuture().join();
    }
}
