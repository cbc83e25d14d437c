package dev.tidings.server.http;

import static dev.tidings.server.http.Refusals.refusalOf;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests whose body or whose kind could be understood in two ways. */
class BadRequestsTest {

    private static final RequestLimits LIMITS = new RequestLimits(16 << 10, 1, 1, 1);

    private static void check(String fields) {
        EmbeddedChannel channel = new EmbeddedChannel(new StrictRequestDecoder(LIMITS.headBytes(), () -> {}));
        String head = "POST /events HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n";
        channel.writeInbound(Unpooled.copiedBuffer(head, ISO_8859_1));
        HttpRequest request = channel.readInbound();
        try {
            BadRequests.check(request, LIMITS);
        } finally {
            channel.finishAndReleaseAll();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip, chunked", "identity, chunked", "gzip,chunked"})
    void codingsThatAreNotUndoneAreRefused(String coding) {
        assertThat(refusalOf(() -> check("Transfer-Encoding: " + coding + "\r\n")))
                .isEqualTo("501 Transfer-Encoding: '" + coding + "' (expected: chunked)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"chunked", "Chunked"})
    void chunksAreUnderstood(String coding) {
        assertThatCode(() -> check("Transfer-Encoding: " + coding + "\r\n")).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"gzip, chunked", "chunked, gzip", "chunked, chunked"})
    void codingInTwoFieldsIsRefused(String first, String second) {
        assertThat(refusalOf(() -> check("Transfer-Encoding: " + first + "\r\nTransfer-Encoding: " + second + "\r\n")))
                .startsWith("400 ");
    }

    @Test
    void twoContentTypesAreRefused() {
        assertThat(refusalOf(() -> check("Content-Type: application/json\r\ncontent-type: text/plain\r\n")))
                .isEqualTo("400 Content-Type: 2 header fields (expected: at most one)");
    }

    @Test
    void headOfMoreThanAHundredFieldsIsRefusedBeforeItsEnd() {
        assertThatCode(() -> check("X-Field: a\r\n".repeat(99))).doesNotThrowAnyException();
        // A field is counted when the next one begins.
        EmbeddedChannel channel = new EmbeddedChannel(new StrictRequestDecoder(LIMITS.headBytes(), () -> {}));
        String begun = "GET / HTTP/1.1\r\nHost: localhost\r\n" + "X-Field: a\r\n".repeat(101);
        channel.writeInbound(Unpooled.copiedBuffer(begun, ISO_8859_1));
        HttpRequest request = channel.readInbound();

        assertThat(refusalOf(() -> BadRequests.check(request, LIMITS)))
                .isEqualTo("431 request head: more than 100 header fields (expected: at most that)");
        channel.finishAndReleaseAll();
    }

    @ParameterizedTest
    @ValueSource(strings = {"X(bad): a", ": a", "X-Nul: \0", "X-Return: a\rb"})
    void fieldsThatAreCountedAreCheckedToo(String field) {
        assertThat(refusalOf(() -> check(field + "\r\n"))).startsWith("400 malformed request: ");
    }
}
