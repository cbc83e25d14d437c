package dev.tidings.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.examples.servlet.VerifiedServlet;
import dev.tidings.testkit.StreamClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The servlet of docs/servlet.md does what it says. */
@ParameterizedClass
@EnumSource
class ServletDocTest {

    private static final Path SOURCE = Path.of("src/test/java/dev/tidings/examples/servlet/VerifiedServlet.java");
    private static final Pattern JAVA = Pattern.compile("(?ms)^```java\n(.*?)^```$");

    @Parameter
    ContainerKind kind;

    @Test
    void thePageShowsTheServletAsItIs() throws IOException {
        assertThat(JAVA.matcher(Files.readString(Path.of("..", "docs", "servlet.md")))
                        .results()
                        .map((MatchResult block) -> block.group(1)))
                .containsExactly(Files.readString(SOURCE));
    }

    @Test
    void whatIsPostedReachesWhoeverAskedForIt() {
        try (TestContainer container =
                        kind.start(new TestContainer.Settings(new VerifiedServlet(), ServedHub.LONG_SILENCE));
                StreamClient ann = StreamClient.connect(container.port());
                StreamClient poster = StreamClient.connect(container.port())) {
            assertThat(ann.get("/verified?email=ann%40example.com", "").readHead())
                    .isEqualTo(200);
            ann.block();

            poster.send(
                    "POST /verified?email=ann%40example.com HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");

            assertThat(poster.readHead()).isEqualTo(202);
            assertThat(ann.data()).isEqualTo("{\"isVerified\": true}");
        }
    }

    @Test
    void whatIsWrongIsSaidBeforeAStreamBegins() {
        try (TestContainer container =
                        kind.start(new TestContainer.Settings(new VerifiedServlet(), ServedHub.LONG_SILENCE));
                StreamClient client = StreamClient.connect(container.port())) {
            assertThat(client.get("/verified", "").readHead()).isEqualTo(400);
            assertThat(client.body()).contains("email is missing");
        }
    }
}
