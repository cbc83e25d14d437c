package dev.tidings.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TransportLoopTest {

    private final TransportLoop loop = new TransportLoop("loop");
    private final List<String> ran = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() {
        loop.start();
    }

    @AfterEach
    void stop() {
        loop.stop();
    }

    private void run(Runnable task) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> {
            task.run();
            done.complete(null);
        });
        done.join();
    }

    @Test
    void whatIsUrgentComesBeforeWhatWaitsAndARestBehindIt() {
        CountDownLatch end = new CountDownLatch(1);
        loop.execute(() -> {
            loop.executeRest(() -> {
                ran.add("rest");
                end.countDown();
            });
            loop.execute(() -> ran.add("first task"));
            loop.execute(() -> ran.add("second task"));
            loop.executeFirst(() -> ran.add("urgent"));
        });
        Await.until("all ran", () -> end.getCount() == 0);

        assertThat(ran).containsExactly("urgent", "first task", "second task", "rest");
    }

    @Test
    void timersRunInTheOrderInWhichTheyAreDue() {
        loop.schedule(() -> ran.add("later"), Duration.ofMillis(20).toNanos());
        run(() -> {
            loop.schedule(() -> ran.add("soon"), 1);
            loop.schedule(() -> ran.add("as soon, but asked for later"), 1);
        });
        Await.until("all ran", () -> ran.size() == 3);

        assertThat(ran).endsWith("later").containsSubsequence("soon", "as soon, but asked for later");
    }

    @Test
    void aTaskThatThrowsEndsNothing() {
        try (LogRecorder log = new LogRecorder()) {
            run(() -> loop.execute(() -> {
                throw new IllegalStateException("not the loop's fault");
            }));
            run(() -> ran.add("next"));

            assertThat(ran).containsExactly("next");
            assertThat(log.heard()).singleElement().asString().contains("not the loop's fault");
        }
    }

    @Test
    void whatComesWhenItHasStoppedRunsWhereItComesOneAtATime() {
        run(() -> ran.add("before"));
        loop.stop();

        run(() -> {
            ran.add("after");
            assertThat(loop.inEventLoop()).isTrue();
            loop.execute(() -> ran.add("within"));
        });

        Await.until("all ran", () -> ran.size() == 3);
        assertThat(ran).containsExactly("before", "after", "within");
        assertThat(loop.inEventLoop()).isFalse();
    }
}
