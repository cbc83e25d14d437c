package dev.tidings.hub.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TailTest {

    private static final long BYTES = 64 << 10;

    /** Positions with holes: the tail does no arithmetic on them. */
    private static final long STEP = 3;

    private long lastPosition = 100;
    private final Tail tail = new Tail(BYTES, lastPosition, Ticker.SYSTEM);

    @Test
    void emptyTailHasNothingBehindItsHead() {
        Tail.Cursor cursor = tail.cursorAtHead();

        assertThat(tail.head()).isEqualTo(100);
        assertThat(tail.earliest()).isEqualTo(100);
        assertThat(cursor.peek()).isNull();
        assertThat(cursor.fellOff()).isFalse();
        assertThat(cursor.position()).isEqualTo(100);
        assertThat(tail.cursorAfter(99)).isNull();
    }

    @Test
    void cursorAtTheHeadReadsWhatIsAppendedLater() {
        Tail.Cursor cursor = tail.cursorAtHead();

        append(5);

        assertThat(drain(cursor)).containsExactly(103L, 106L, 109L, 112L, 115L);
        assertThat(cursor.position()).isEqualTo(tail.head());
        assertThat(cursor.fellOff()).isFalse();
    }

    @Test
    void cursorBeginsBehindAnEventOrBetweenTwo() {
        append(3);

        assertThat(drain(behind(100))).containsExactly(103L, 106L, 109L);
        assertThat(drain(behind(103))).containsExactly(106L, 109L);
        assertThat(drain(behind(104))).containsExactly(106L, 109L);
        assertThat(drain(behind(109))).isEmpty();
    }

    @Test
    void peekingTwiceGivesTheSameEvent() {
        append(2);
        Tail.Cursor cursor = behind(100);

        assertThat(cursor.peek()).isSameAs(cursor.peek());
        assertThat(cursor.position()).isEqualTo(100);
    }

    @Test
    void advancingAtTheHeadIsRefused() {
        assertThatThrownBy(() -> tail.cursorAtHead().advance()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void oldestEventsAreDroppedWhenBytesExceedTheBound() {
        append(5_000);

        assertThat(tail.bytes()).isLessThanOrEqualTo(BYTES);
        assertThat(tail.bytes()).isGreaterThan(BYTES * 3 / 4);
        assertThat(tail.earliest()).isGreaterThan(100);
        assertThat(tail.cursorAfter(tail.earliest() - 1)).isNull();
        assertThat(drain(behind(tail.earliest()))).containsExactlyElementsOf(positions(tail.earliest(), tail.head()));
    }

    @Test
    void oneBatchLargerThanTheTailLeavesItsEnd() {
        List<Delivery> batch = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            batch.add(next());
        }

        tail.append(batch);

        assertThat(tail.bytes()).isLessThanOrEqualTo(BYTES);
        assertThat(drain(behind(tail.earliest()))).hasSizeGreaterThan(100).endsWith(tail.head());
    }

    @Test
    void eventLargerThanTheTailIsKeptUntilTheNextComes() {
        Delivery large = delivery("x".repeat(100_000));
        tail.append(List.of(large));

        assertThat(tail.find(large.position())).isSameAs(large);

        append(1);
        assertThat(tail.find(large.position())).isNull();
        assertThat(tail.bytes()).isLessThanOrEqualTo(BYTES);
    }

    @Test
    void overtakenReaderNoticesThatItFellOff() {
        Tail.Cursor cursor = tail.cursorAtHead();
        append(5_000);

        List<Long> read = drain(cursor);

        assertThat(cursor.fellOff()).isTrue();
        assertThat(read).containsExactlyElementsOf(positions(100, cursor.position()));
        assertThat(cursor.position()).isLessThan(tail.earliest());
        append(1);
        assertThat(cursor.peek()).isNull();
        assertThat(cursor.fellOff()).isTrue();
    }

    @Test
    void readerAtTheVeryPlaceWhereTheTailBeginsHasMissedNothing() {
        TailTest twin = new TailTest();
        while (twin.tail.earliest() == 100) {
            twin.append(1);
        }
        long endOfFirstChunk = twin.tail.earliest();
        Tail.Cursor cursor = tail.cursorAtHead();
        while (cursor.position() < endOfFirstChunk) {
            append(1);
            cursor.peek();
            cursor.advance();
        }

        while (tail.earliest() < endOfFirstChunk) {
            append(1);
        }

        assertThat(tail.earliest()).isEqualTo(endOfFirstChunk);
        assertThat(drain(cursor)).containsExactlyElementsOf(positions(endOfFirstChunk, tail.head()));
        assertThat(cursor.fellOff()).isFalse();
    }

    @Test
    void differenceOfSequencesIsTheNumberOfEventsBetween() {
        append(700);
        Tail.Cursor one = behind(tail.head());
        Tail.Cursor other = behind(tail.head() - 100 * STEP);

        assertThat(one.sequence() - other.sequence()).isEqualTo(100);
        assertThat(tail.appended() - other.sequence()).isEqualTo(100);
        drain(other);
        assertThat(other.sequence()).isEqualTo(one.sequence());
    }

    @Test
    void eventIsFoundAtItsPositionOnly() {
        append(5_000);

        for (long position : positions(tail.earliest(), tail.head())) {
            assertThat(tail.find(position)).extracting(Delivery::position).isEqualTo(position);
            assertThat(tail.find(position + 1)).isNull();
        }
        assertThat(tail.find(tail.earliest())).isNull();
        assertThat(tail.find(103)).isNull();
        assertThat(tail.find(tail.head() + STEP)).isNull();
    }

    @Test
    void boundThatHoldsNothingIsRefused() {
        assertThatThrownBy(() -> new Tail(1_000, 0, Ticker.SYSTEM))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tailBytes: 1000 (expected: >= 65536)");
    }

    private void append(int count) {
        for (int i = 0; i < count; i++) {
            tail.append(List.of(next()));
        }
    }

    private Delivery next() {
        return delivery("{}");
    }

    private Delivery delivery(String data) {
        lastPosition += STEP;
        return new Delivery("abcdefgh", lastPosition, 0, Event.of("a.b", data));
    }

    private Tail.Cursor behind(long after) {
        Tail.Cursor cursor = tail.cursorAfter(after);
        assertThat(cursor).isNotNull();
        return cursor;
    }

    private static List<Long> drain(Tail.Cursor cursor) {
        List<Long> positions = new ArrayList<>();
        for (Delivery event = cursor.peek(); event != null; event = cursor.peek()) {
            positions.add(event.position());
            cursor.advance();
            assertThat(cursor.position()).isEqualTo(event.position());
        }
        return positions;
    }

    private static List<Long> positions(long after, long through) {
        return LongStream.iterate(after + STEP, p -> p <= through, p -> p + STEP)
                .boxed()
                .toList();
    }
}
