package dev.tidings.spring.mvc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is remembered of sessions is bounded, in time and number. */
class EndedSessionsTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE);
    private final EndedSessions ended = new EndedSessions(nanos::get);

    @Test
    void anEndIsForgottenAfterItsTime() {
        ended.add("first");
        nanos.addAndGet(EndedSessions.REMEMBERED.toNanos());
        ended.add("second");
        assertThat(ended.contains("first")).isTrue();

        nanos.incrementAndGet();

        assertThat(ended.contains("first")).isFalse();
        assertThat(ended.contains("second")).isTrue();
        assertThat(ended.contains("third")).isFalse();
    }

    @Test
    void theOldestAreForgottenWhenThereAreTooMany() {
        for (int i = 0; i <= EndedSessions.MOST; i++) {
            ended.add("session " + i);
        }

        assertThat(ended.contains("session 0")).isFalse();
        assertThat(ended.contains("session 1")).isTrue();
        assertThat(ended.contains("session " + EndedSessions.MOST)).isTrue();
    }
}
