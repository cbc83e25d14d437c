package dev.tidings.emitter;

import static dev.tidings.emitter.EmitterFixture.await;
import static dev.tidings.emitter.EmitterFixture.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.log.EventLog;
import dev.tidings.hub.log.LogUnavailableException;
import dev.tidings.hub.log.MemoryLog;
import dev.tidings.log.rocksdb.RocksLog;
import dev.tidings.testkit.AwkwardLog;
import dev.tidings.testkit.HeldLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever the log, and whoever completes its appends: listeners hear its order, on a thread that is none of its own. */
class AnyLogTest {

    private static final int THREADS = 4;
    private static final int EACH = 500;

    @TempDir
    private Path folder;

    private final ExecutorService appender = Executors.newSingleThreadExecutor(task -> new Thread(task, "appender"));

    @Topic("count")
    record Count(int thread, int number) {}

    /** Which log. */
    enum Kind {
        MEMORY(test -> MemoryLog.open()),
        AWKWARD(test -> AwkwardLog.builder(7).appender(test.appender).open()),
        ROCKS(test -> RocksLog.open(test.folder));

        private final Function<AnyLogTest, EventLog> open;

        Kind(Function<AnyLogTest, EventLog> open) {
            this.open = open;
        }
    }

    @AfterEach
    void stop() {
        appender.shutdownNow();
    }

    private EmitterFixture on(EventLog log) {
        return new EmitterFixture(Hub.builder().log(log).open(), settings -> settings);
    }

    @ParameterizedTest
    @EnumSource
    void listenersHearTheLogsOrderOnAThreadOfTheEmitters(Kind kind) throws Exception {
        try (EmitterFixture fixture = on(kind.open.apply(this))) {
            List<EventId> ids = new ArrayList<>();
            List<String> threads = new ArrayList<>();
            fixture.emitter.onAny(emitted -> {
                ids.add(emitted.id());
                threads.add(Thread.currentThread().getName());
            });
            List<Thread> emitting = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                emitting.add(new Thread(() -> {
                    for (int number = 1; number < EACH; number++) {
                        fixture.emitter.emit(new Count(thread, number));
                    }
                    fixture.emit(new Count(thread, EACH));
                }));
            }
            emitting.forEach(Thread::start);
            for (Thread thread : emitting) {
                thread.join();
            }

            assertThat(ids)
                    .hasSize(THREADS * EACH)
                    .isSortedAccordingTo(Comparator.comparingLong(EventId::position))
                    .endsWith(fixture.hub.head());
            assertThat(threads).containsOnly("tidings-emitter");
            assertThat(fixture.failures).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aListenerMayWaitForWhatTheLogHasYetToAppend(Kind kind) {
        try (EmitterFixture fixture = on(kind.open.apply(this))) {
            fixture.emitter.on(Count.class, count -> {
                if (count.number() < 20) {
                    fixture.emitter
                            .emit(new Count(0, count.number() + 1))
                            .toCompletableFuture()
                            .join();
                }
                fixture.hear(count.number());
            });
            fixture.emit(new Count(0, 1));

            assertThat(fixture.heard()).hasSize(20).startsWith(20, 19).endsWith(1);
        }
    }

    @Test
    void anAppendThatFailsAmongOthersFailsAlone() {
        HeldLog log = new HeldLog();
        try (EmitterFixture fixture = on(log)) {
            fixture.emitter.on(FilterVerified.class, fixture::hear);
            log.hold();
            CompletionStage<EventId> ann = fixture.emitter.emit(of("ann"));
            CompletionStage<EventId> bob = fixture.emitter.emit(of("bob"));
            CompletionStage<EventId> cid = fixture.emitter.emit(of("cid"));
            log.letOneGo();
            await(ann);
            assertThat(cid.toCompletableFuture()).isNotDone();
            log.failOne(new LogUnavailableException("of a test", new IllegalStateException()));
            log.letAllGo();
            await(cid);

            assertThatThrownBy(() -> bob.toCompletableFuture().get()).hasCauseInstanceOf(LogUnavailableException.class);
            assertThat(fixture.heard()).containsExactly(of("ann"), of("cid"));
            assertThat(fixture.emitter.stats().emitted()).isEqualTo(2);
            assertThat(fixture.emitter.stats().pendingBytes()).isZero();
        }
    }

    @Test
    void aListenerThatWaitsWakesUpWhenTheLogAnswers() throws Exception {
        HeldLog log = new HeldLog();
        try (EmitterFixture fixture = on(log)) {
            CountDownLatch waits = new CountDownLatch(1);
            fixture.emitter.once(FilterVerified.class, event -> {
                log.hold();
                CompletionStage<EventId> end = fixture.emitter.emit(new Count(0, 0));
                waits.countDown();
                fixture.hear(end.toCompletableFuture().join());
            });
            fixture.emitter.on(Count.class, fixture::hear);
            CompletionStage<EventId> end = fixture.emitter.emit(of("ann"));
            waits.await();
            assertThat(end.toCompletableFuture()).isNotDone();
            log.letAllGo();
            await(end);

            assertThat(fixture.heard()).containsExactly(new Count(0, 0), fixture.hub.head());
        }
    }
}
