package dev.tidings.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ProblemTest {

    @Test
    void jsonHasTitleStatusDetailAndThenTheExtensions() {
        Problem problem =
                Problem.of(400, "unknown field 'a\"b'").with("line", 3).with("column", 7);

        assertThat(new String(problem.toJson(), UTF_8))
                .isEqualTo("{\"title\":\"Bad Request\",\"status\":400,\"detail\":\"unknown field 'a\\\"b'\","
                        + "\"line\":3,\"column\":7}");
    }

    @Test
    void halfACharacterIsReplacedInJson() {
        assertThat(new String(Problem.of(413, "\ud83d x \ude00 \ud83d\ude00").toJson(), UTF_8))
                .isEqualTo(
                        "{\"title\":\"Content Too Large\",\"status\":413,\"detail\":\"\ufffd x \ufffd \ud83d\ude00\"}");
    }

    @Test
    void longTextIsCutWhenQuoted() {
        assertThat(Problem.quote("short")).isEqualTo("'short'");
        assertThat(Problem.quote("x".repeat(81))).isEqualTo("'" + "x".repeat(80) + "...' (81 characters)");
    }

    @Test
    void exceptionSaysStatusAndDetailAndHasNoStackTrace() {
        ProblemException exception = Problem.of(415, "no").toException();

        assertThat(exception).hasMessage("415 no");
        assertThat(exception.getStackTrace()).isEmpty();
        assertThat(exception.problem().title()).isEqualTo("Unsupported Media Type");
    }

    @Test
    void statusOfASuccessIsNoProblem() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Problem.of(200, "fine"))
                .withMessage("status: 200 (expected: 400-599)");
    }
}
