package dev.tidings.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.server.ConnectionCount.Admission;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** So many are served, some more are told that there is no room, the rest are dropped. */
class ConnectionCountTest {

    @Test
    void servesThenRefusesThenDrops() {
        ConnectionCount count = new ConnectionCount(2);

        assertThat(count.enter()).isEqualTo(Admission.SERVE);
        assertThat(count.enter()).isEqualTo(Admission.SERVE);
        for (int i = 0; i < 256; i++) {
            assertThat(count.enter()).isEqualTo(Admission.REFUSE);
        }
        assertThat(count.enter()).isEqualTo(Admission.DROP);
        assertThat(count.open()).isEqualTo(259);
    }

    @Test
    void thoseWhoLeaveMakeRoom() {
        ConnectionCount count = new ConnectionCount(1);
        count.enter();
        count.enter();
        count.leave();
        count.leave();

        assertThat(count.enter()).isEqualTo(Admission.SERVE);
    }

    @Test
    void waitsForTheLast() throws InterruptedException {
        ConnectionCount count = new ConnectionCount(1);
        assertThat(count.awaitNone(Duration.ZERO)).isTrue();
        count.enter();
        assertThat(count.awaitNone(Duration.ofMillis(1))).isFalse();
        Thread leaving = new Thread(count::leave);
        leaving.start();
        assertThat(count.awaitNone(Duration.ofSeconds(10))).isTrue();
        leaving.join();
    }

    @Test
    void theDefaultIsWhatTheFileLimitAllows() {
        assertThat(new ConnectionCount(0).limit()).isEqualTo(Math.max(64, FileLimit.read() - 600));
    }
}
