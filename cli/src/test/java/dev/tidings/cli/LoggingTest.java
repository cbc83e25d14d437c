package dev.tidings.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.cli.config.LogFormat;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LoggingTest {

    @Test
    void textHasTimeLevelLoggerAndMessage() {
        String line = logged(LogFormat.TEXT, Level.INFO, "subscription closed: {0}", "expired");

        assertThat(line)
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO  LoggingTest"
                        + " - subscription closed: expired\\n");
    }

    @Test
    void jsonIsOneObjectALineWhateverTheMessageHolds() {
        String message = "a \"quoted\" \\ line\nand\r\ttabs \u0001 \uD83D\uDE00 \uD800";

        String line = logged(LogFormat.JSON, Level.ERROR, "{0}", message);

        assertThat(line.lines()).hasSize(1);
        JsonNode object = new JsonMapper().readTree(line);
        assertThat(object.propertyNames()).containsExactly("time", "level", "logger", "message");
        assertThat(object.get("level").asString()).isEqualTo("ERROR");
        assertThat(object.get("message").asString()).isEqualTo(message);
    }

    @Test
    void whatIsLessImportantThanTheLevelIsNotWritten() {
        assertThat(logged(LogFormat.TEXT, Level.DEBUG, "detail")).isEmpty();
    }

    /** What ends up on standard error when a library logs and the level is info. */
    private static String logged(LogFormat format, Level level, String message, Object... parameters) {
        PrintStream original = System.err;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setErr(new PrintStream(bytes, true, UTF_8));
        try {
            Logging.configure(format, Level.INFO);
            System.getLogger(LoggingTest.class.getName()).log(level, message, parameters);
        } finally {
            Logging.configure(LogFormat.TEXT, Level.WARNING);
            System.setErr(original);
        }
        return bytes.toString(UTF_8);
    }
}
