package dev.tidings.server.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.log.IdempotencyException;
import dev.tidings.hub.log.IdempotencyException.Reason;
import dev.tidings.hub.log.LogClosedException;
import dev.tidings.hub.log.LogFullException;
import dev.tidings.hub.log.LogUnavailableException;
import dev.tidings.server.http.Answers;
import dev.tidings.server.http.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PublishFailuresTest {

    private static final LogUnavailableException DISK_FULL =
            new LogUnavailableException("the disk is full; make room", new IllegalStateException("no space"));

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    private final PublishFailures failures = new PublishFailures(nanos::get);

    private final Logger logger = Logger.getLogger("dev.tidings.server");
    private final List<String> logged = new ArrayList<>();
    private final Handler recorder = new Handler() {
        @Override
        public void publish(LogRecord line) {
            logged.add(line.getThrown().getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void record() {
        logger.addHandler(recorder);
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void stopRecording() {
        logger.removeHandler(recorder);
        logger.setUseParentHandlers(true);
    }

    static List<Arguments> failures() {
        return List.of(
                Arguments.of(new IllegalArgumentException("too much"), "400 too much", ""),
                Arguments.of(Problem.of(413, "large").toException(), "413 large", ""),
                Arguments.of(new IdempotencyException(Reason.OTHER_EVENTS, "used"), "422 used", ""),
                Arguments.of(new IdempotencyException(Reason.TOO_MANY_KEYS, "no room"), "429 no room", "60"),
                Arguments.of(
                        new LogFullException("full"),
                        "503 the log cannot keep up; nothing was published, try again in a moment",
                        "1"),
                Arguments.of(new LogClosedException(), "503 the log is closed: the hub is stopping", "1"),
                Arguments.of(DISK_FULL, "503 the disk is full; make room", "1"),
                Arguments.of(new IllegalStateException("secret"), "503 the log takes no events at the moment", "1"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failureIsToldWithWhatToDo(RuntimeException failure, String told, String retryAfter) {
        for (Throwable thrown : List.of(failure, new CompletionException(failure))) {
            Problem problem = failures.problem(thrown);
            assertThat(problem.status() + " " + problem.detail()).isEqualTo(told);
            String answer = Answers.textOf(PublishFailures.answer(problem));
            if (retryAfter.isEmpty()) {
                assertThat(answer).doesNotContain("Retry-After");
            } else {
                assertThat(answer).contains("\r\nRetry-After: " + retryAfter + "\r\n");
            }
        }
    }

    @Test
    void storageThatFailsIsLoggedOnceInAWhile() {
        for (int i = 0; i < 1_000; i++) {
            failures.problem(DISK_FULL);
        }
        assertThat(logged).containsExactly("the disk is full; make room");

        nanos.addAndGet(PublishFailures.LOG_INTERVAL_NANOS);
        failures.problem(DISK_FULL);
        failures.problem(DISK_FULL);
        assertThat(logged).hasSize(2);
    }
}
