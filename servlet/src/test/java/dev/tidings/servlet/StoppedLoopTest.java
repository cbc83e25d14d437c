package dev.tidings.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is left to do for a loop that has been stopped: containers wait for the last responses. */
class StoppedLoopTest {

    private static final long AN_HOUR = TimeUnit.HOURS.toNanos(1);

    private final TransportLoop loop = new TransportLoop("stopped");
    private final CountDownLatch done = new CountDownLatch(1);

    @Test
    void whatWaitsForATimerIsDoneWhenTheLoopStops() throws InterruptedException {
        loop.start();
        loop.schedule(done::countDown, AN_HOUR);

        loop.stop();

        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatComesLaterWaitsForNoTimer() throws InterruptedException {
        loop.start();
        loop.stop();

        loop.schedule(done::countDown, AN_HOUR);

        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    }
}
