package dev.tidings.hub.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One writer, readers of all kinds, and a tail so small that it is always being dropped under their feet. */
@SuppressWarnings("ThreadPriorityCheck") // a yield here only makes more interleavings happen, nothing relies on it
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TailConcurrencyTest {

    private static final int EVENTS = 200_000;

    private final Tail tail = new Tail(64 << 10, 0, Ticker.SYSTEM);

    @Test
    void everyReaderSeesExactlyTheSequenceAndNoticesWhenItFallsOff() throws Exception {
        long seed = System.nanoTime();
        System.out.println("TailConcurrencyTest seed: " + seed);
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<Long>> readers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Random random = new Random(seed + i);
                int lag = i * 20;
                Tail.Cursor cursor = tail.cursorAtHead();
                readers.add(threads.submit(() -> read(cursor, random, lag)));
            }
            Future<?> finder = threads.submit(() -> find(new Random(seed + 9)));
            threads.submit(() -> write(new Random(seed))).get();

            for (Future<Long> reader : readers) {
                assertThat(reader.get()).as("events read").isPositive();
            }
            finder.get();
        } finally {
            threads.shutdownNow();
        }
    }

    private Void write(Random random) {
        long position = 0;
        while (position < EVENTS) {
            List<Delivery> batch = new ArrayList<>();
            for (int i = 1 + random.nextInt(40); i > 0 && position < EVENTS; i--) {
                batch.add(new Delivery(
                        "abcdefgh", ++position, position, Event.of("a", "x".repeat((int) position % 300))));
            }
            tail.append(batch);
            if (random.nextInt(16) == 0) {
                Thread.yield();
            }
        }
        return null;
    }

    /** Follows to the end; after falling off goes on at the head, as a shard does. */
    private Long read(Tail.Cursor begin, Random random, int lag) {
        Tail.Cursor cursor = begin;
        long read = 0;
        long expected = cursor.position();
        while (expected < EVENTS) {
            long head = tail.head();
            Delivery event = cursor.peek();
            if (event != null) {
                check(event, ++expected);
                cursor.advance();
                read++;
                if (lag > 0 && random.nextInt(lag) == 0) {
                    Thread.yield();
                }
            } else if (cursor.fellOff()) {
                assertThat(expected).isLessThan(tail.earliest());
                cursor = random.nextBoolean() ? tail.cursorAtHead() : tail.cursorAfter(tail.earliest());
                if (cursor == null) {
                    cursor = tail.cursorAtHead();
                }
                assertThat(cursor.position()).isGreaterThan(expected);
                expected = cursor.position();
            } else {
                if (expected < head) {
                    throw new AssertionError("stands at " + expected + " as if it were the head, which was " + head);
                }
                Thread.onSpinWait();
            }
        }
        return read;
    }

    /** Without AssertJ: what it allocates would make the readers slower than the writer. */
    private static void check(Delivery event, long expected) {
        if (event.position() != expected || event.event().dataUtf8().length != expected % 300) {
            throw new AssertionError("expected position " + expected + ", got " + event);
        }
    }

    private void find(Random random) {
        while (tail.head() < EVENTS) {
            long head = tail.head();
            long wanted = Math.max(1, head - random.nextInt(200));
            Delivery event = tail.find(wanted);
            if (event != null) {
                check(event, wanted);
            } else if (head > 0) {
                assertThat(wanted).isLessThanOrEqualTo(tail.earliest());
            }
        }
    }
}
