package dev.tidings.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.nio.NioIoHandler;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PromptLoopTest {

    private final EventLoops group = new EventLoops(1, NioIoHandler.newFactory());
    private final PromptLoop loop = (PromptLoop) group.next();
    private final NettyEventLoop lent = new NettyEventLoop(loop);
    private final List<String> ran = new CopyOnWriteArrayList<>();

    @Test
    void whoRestsGoesOnAmongTheTasksOfOthersAndNotBeforeItsTime() throws InterruptedException {
        long restNanos = TimeUnit.MILLISECONDS.toNanos(20);
        onBusyLoop(() -> {
            lent.execute(() -> {
                long from = System.nanoTime();
                lent.executeRest(() -> ran.add(System.nanoTime() - from < restNanos ? "early" : "rest"), restNanos);
            });
            lent.execute(() -> ran.add("others"));
            lent.execute(() -> {
                long until = System.nanoTime() + 2 * restNanos;
                while (System.nanoTime() < until) Thread.onSpinWait();
            });
            lent.execute(() -> ran.add("more"));
        });

        assertThat(ran).containsExactly("others", "rest", "more");
    }

    @AfterEach
    void end() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /** Runs what was queued while the loop could not begin it. */
    private void onBusyLoop(Runnable queueing) throws InterruptedException {
        CountDownLatch queued = new CountDownLatch(1);
        loop.execute(() -> awaitUninterrupted(queued));
        queueing.run();
        CountDownLatch over = new CountDownLatch(1);
        loop.execute(over::countDown);
        queued.countDown();
        assertThat(over.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatIsPromptComesBeforeTheHubsOtherTasks() throws InterruptedException {
        onBusyLoop(() -> {
            lent.execute(() -> ran.add("newcomer"));
            lent.executeFirst(() -> ran.add("drain"));
            lent.executeFirst(() -> ran.add("answer"));
        });

        assertThat(ran).containsExactly("drain", "answer", "newcomer");
    }

    /** A task stands for a socket that goes on and on. */
    @Test
    void whatSocketsLeaveBehindIsBoundedWhileTheyGoOn() throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        int[] mostWaiting = {0};
        loop.execute(() -> {
            int[] waiting = {0};
            for (int i = 0; i < 50_000; i++) {
                waiting[0]++;
                loop.execute(() -> waiting[0]--);
                loop.serveBeforeNext();
                mostWaiting[0] = Math.max(mostWaiting[0], waiting[0]);
            }
            over.countDown();
        });
        assertThat(over.await(10, TimeUnit.SECONDS)).isTrue();

        assertThat(mostWaiting[0]).isLessThan(5_000);
    }

    @Test
    void nothingBeginsInsideATaskOfTheHub() throws InterruptedException {
        onBusyLoop(() -> {
            lent.execute(() -> {
                lent.executeFirst(() -> ran.add("drain"));
                loop.servePrompt();
                ran.add("joined");
            });
        });

        loop.submit(() -> {}).syncUninterruptibly();
        assertThat(ran).containsExactly("joined", "drain");
    }

    @Test
    void whatGaveWayGoesOnWhenOthersHadAsLong() throws InterruptedException {
        onBusyLoop(() -> {
            lent.execute(() -> {
                lent.executeRest(() -> ran.add("rest"));
                ran.add("gave way");
            });
            lent.execute(() -> {
                long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2);
                while (System.nanoTime() < until) Thread.onSpinWait();
            });
            lent.execute(() -> ran.add("more"));
        });

        assertThat(ran).containsExactly("gave way", "rest", "more");
    }

    @Test
    void aTaskThatFailsIsNotTheEnd() throws InterruptedException {
        onBusyLoop(() -> {
            lent.executeFirst(() -> {
                throw new IllegalStateException("on purpose");
            });
            lent.executeFirst(() -> ran.add("next"));
        });

        assertThat(ran).containsExactly("next");
    }

    @Test
    void whatWaitsForTheRequestsIsDoneOnceBehindThem() throws InterruptedException {
        Runnable write = () -> ran.add("write");
        onBusyLoop(() -> {
            lent.execute(() -> {
                loop.whenThrough(write);
                ran.add("one");
                loop.whenThrough(write);
                ran.add("two");
            });
        });

        loop.submit(() -> {}).syncUninterruptibly();
        assertThat(ran).containsExactly("one", "two", "write");
    }

    @Test
    void whatWaitsForTheRequestsDoesNotWaitForThousandsOfThem() throws InterruptedException {
        onBusyLoop(() -> {
            loop.execute(() -> {
                loop.whenThrough(() -> ran.add("write"));
                loop.servePrompt();
                ran.add("soon after");
                long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1);
                while (System.nanoTime() < until) Thread.onSpinWait();
                loop.servePrompt();
                ran.add("a millisecond later");
            });
        });

        assertThat(ran).endsWith("write", "a millisecond later");
    }

    @Test
    void elsewhereNothingWaits() {
        loop.whenThrough(() -> ran.add("write"));

        assertThat(ran).containsExactly("write");
    }
}
