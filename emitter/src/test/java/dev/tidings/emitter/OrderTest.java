package dev.tidings.emitter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.EventId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many emit at once, and listeners come and go meanwhile. */
class OrderTest {

    private static final int THREADS = 4;
    private static final int EACH = 2_000;

    private final EmitterFixture fixture = new EmitterFixture();
    private final Emitter emitter = fixture.emitter;

    @AfterEach
    void close() {
        assertThat(fixture.failures).isEmpty();
        fixture.close();
    }

    @Topic("numbers.counted")
    record Counted(@Attribute int thread, int number) {}

    private interface Task {
        void run(int thread) throws Exception;
    }

    private static void inParallel(Task task) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            threads.add(new Thread(() -> {
                try {
                    task.run(number);
                } catch (Throwable e) {
                    synchronized (failures) {
                        failures.add(e);
                    }
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void everyListenerHearsTheLogsOrderHoweverManyEmit() throws Exception {
        List<EventId> ids = new ArrayList<>();
        List<Counted> numbers = new ArrayList<>();
        emitter.onAny(emitted -> ids.add(emitted.id()));
        emitter.on(Counted.class, numbers::add);

        inParallel(thread -> {
            for (int i = 1; i < EACH; i++) {
                emitter.emit(new Counted(thread, i));
            }
            fixture.emit(new Counted(thread, EACH));
        });

        assertThat(ids).hasSize(THREADS * EACH).isSortedAccordingTo(Comparator.comparingLong(EventId::position));
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            assertThat(numbers)
                    .filteredOn(counted -> counted.thread() == thread)
                    .hasSize(EACH)
                    .isSortedAccordingTo(Comparator.comparingInt(Counted::number));
        }
    }

    @Test
    void onceIsCalledOnceHoweverManyEmitAtOnce() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        AtomicInteger many = new AtomicInteger();
        for (int round = 0; round < 200; round++) {
            emitter.once(Counted.class, counted -> calls.incrementAndGet());
            emitter.many(Counted.class, 3, counted -> many.incrementAndGet());
            inParallel(thread -> fixture.emit(new Counted(thread, 0)));
        }

        assertThat(calls).hasValue(200);
        assertThat(many).hasValue(600);
        assertThat(emitter.listeners()).isZero();
    }

    @Test
    void whoIsThereWhenAnEventIsEmittedHearsItWhoeverComesAndGoesMeanwhile() throws Exception {
        AtomicInteger own = new AtomicInteger();
        AtomicInteger afterOff = new AtomicInteger();
        inParallel(thread -> {
            for (int i = 0; i < EACH; i++) {
                Counted emitted = new Counted(thread, i);
                String pattern = i % 4 == 1 ? "numbers.*" : "**.counted";
                CountDownLatch off = new CountDownLatch(1);
                Listening listening = i % 2 == 0
                        ? emitter.on(Counted.class, counted -> hear(counted, emitted, own, afterOff, off))
                        : emitter.on(pattern, any -> hear(any.value(), emitted, own, afterOff, off));
                fixture.emit(emitted);
                listening.off();
                off.countDown();
                emitter.emit(emitted);
            }
        });

        assertThat(own).hasValue(THREADS * EACH);
        assertThat(afterOff).hasValue(0);
        assertThat(emitter.listeners()).isZero();
        assertThat(emitter.listeners(Counted.class)).isZero();
    }

    @SuppressWarnings("ReferenceEquality") // the very event, which equal ones are not
    private static void hear(
            Object heard, Object own, AtomicInteger count, AtomicInteger afterOff, CountDownLatch off) {
        if (heard == own) {
            (off.getCount() == 0 ? afterOff : count).incrementAndGet();
        }
    }

    @Test
    void whoComesAfterAnEmitHasReturnedDoesNotHearIt() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        emitter.once(Counted.class, counted -> awaitUninterruptibly(busy));
        emitter.emit(new Counted(0, 0));
        emitter.emit(new Counted(0, 1));
        List<Counted> heard = new ArrayList<>();
        emitter.on(Counted.class, heard::add);
        busy.countDown();
        fixture.emit(new Counted(0, 2));

        assertThat(heard).containsExactly(new Counted(0, 2));
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
