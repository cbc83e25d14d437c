package dev.tidings.emitter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.EventId;
import dev.tidings.testkit.Await;
import dev.tidings.testkit.AwkwardLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Everything at once: threads that emit, listeners of all sorts that come, go, wait, emit and fail. Each emit ends, each listener
 * hears the log's order, and nothing is left behind. {@code -Dtidings.seed} takes a run back, as far as threads allow.
 */
class StressTest {

    private static final long SEED = Long.getLong("tidings.seed", System.nanoTime());
    private static final int STEPS = Integer.getInteger("tidings.emitter.steps", 2_000);
    private static final int THREADS = 4;

    @Topic("stress.tick")
    record Tick(@Attribute int thread, int number) {}

    @Topic("stress.answer")
    record Answer(int number) {}

    private final ExecutorService appender = Executors.newSingleThreadExecutor();
    private final ExecutorService elsewhere = Executors.newFixedThreadPool(2);
    private final Hub hub = Hub.builder()
            .log(AwkwardLog.builder(SEED).appender(appender).open())
            .open();
    private final Emitter emitter = Emitter.builder(hub).leakWarning(0).build();
    private final Queue<CompletableFuture<?>> ends = new ConcurrentLinkedQueue<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        hub.close();
        appender.shutdownNow();
        elsewhere.shutdownNow();
    }

    /** Hears events one at a time, in order. */
    private final class Ordered {

        private final AtomicLong last = new AtomicLong(-1);
        private final AtomicLong calls = new AtomicLong();

        void hear(Emitted<?> emitted) {
            if (calls.incrementAndGet() != 1) {
                wrong.add("two calls at once");
            }
            if (last.getAndSet(emitted.id().position()) >= emitted.id().position()) {
                wrong.add("out of order: " + emitted.id());
            }
            calls.decrementAndGet();
        }
    }

    @Test
    void everyEmitEndsEveryListenerHearsTheOrderAndNothingIsLeft() throws Exception {
        System.out.println("StressTest: -Dtidings.seed=" + SEED);
        emitter.listening("stress.*").first().call(new Ordered()::hear);
        emitter.listening("**").on(elsewhere).call(new Ordered()::hear);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            threads.add(new Thread(() -> run(new Random(SEED + number), number)));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        for (CompletableFuture<?> end : ends) {
            end.handle((value, failure) -> true).get(30, TimeUnit.SECONDS);
        }
        emitter.offAll();
        Await.until("nothing is pending", () -> emitter.stats().pendingBytes() == 0);

        assertThat(wrong).isEmpty();
        assertThat(emitter.listeners()).isZero();
        assertThat(emitter.listeners(Tick.class) + emitter.listeners(Answer.class))
                .isZero();
        assertThat(emitter.stats().emitFailures()).isZero();
        assertThat(hub.head().position()).isPositive();
    }

    private void run(Random random, int thread) {
        List<Listening> mine = new ArrayList<>();
        for (int i = 0; i < STEPS; i++) {
            step(random, thread, i, mine);
            if (mine.size() > 5) {
                mine.remove(random.nextInt(mine.size())).off();
            }
        }
        mine.forEach(Listening::off);
    }

    private void step(Random random, int thread, int number, List<Listening> mine) {
        switch (random.nextInt(12)) {
            case 0 -> mine.add(emitter.listening("*.tick").call(new Ordered()::hear));
            case 1 -> mine.add(emitter.listening("stress.**").on(elsewhere).call(new Ordered()::hear));
            case 2 ->
                mine.add(emitter.once(
                        Tick.class,
                        tick -> ends.add(emitter.emit(new Answer(tick.number())).toCompletableFuture())));
            case 3 ->
                mine.add(emitter.once(Tick.class, tick -> {
                    emitter.emit(new Answer(tick.number()))
                            .toCompletableFuture()
                            .join();
                }));
            case 4 ->
                mine.add(emitter.many(Tick.class, 1 + random.nextInt(3), tick -> {
                    throw new StackOverflowError("of a test");
                }));
            case 5 ->
                mine.add(emitter.listening(Tick.class)
                        .times(2)
                        .callAndAwait(tick -> CompletableFuture.runAsync(() -> {}, elsewhere)));
            case 6 ->
                ends.add(emitter.next(Answer.class, any -> true, Duration.ofMillis(1 + random.nextInt(20)))
                        .toCompletableFuture());
            case 7 -> {
                CompletionStage<Answer> next = emitter.next(Answer.class);
                next.toCompletableFuture().cancel(false);
                ends.add(next.toCompletableFuture());
            }
            default -> emit(random, new Tick(thread, number));
        }
    }

    private void emit(Random random, Tick tick) {
        CompletableFuture<EventId> end = emitter.emit(tick).toCompletableFuture();
        if (random.nextInt(4) == 0) {
            end.orTimeout(30, TimeUnit.SECONDS).join();
        }
        ends.add(end);
    }
}
