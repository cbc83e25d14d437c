package dev.tidings.server.publish;

import static dev.tidings.server.http.Refusals.refusalOf;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.IdempotencyKey;
import dev.tidings.server.access.Grants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdempotencyHeaderTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a | a",
                "\"a\" | a",
                "\"a b\" | a b",
                "a b | a b",
                "\"a\\\"b\\\\c\" | a\"b\\c",
                "a\"b\" | a\"b\"",
                "a\\b | a\\b",
                "8e03978e-40d5-43dd-bc93-6894a57f9324 | 8e03978e-40d5-43dd-bc93-6894a57f9324",
                "\"8e03978e-40d5-43dd-bc93-6894a57f9324\" | 8e03978e-40d5-43dd-bc93-6894a57f9324",
                "schlüssel | schlüssel",
            })
    void keyIsTheValueOrTheQuotedString(String value, String key) {
        assertThat(read(asBytes(value))).isEqualTo(Publisher.UNKNOWN.key(key));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | idempotency key: '' (expected: 1-1024 bytes of UTF-8 text)",
                "\"\" | idempotency key: '' (expected: 1-1024 bytes of UTF-8 text)",
                "\" | Idempotency-Key: '\"' (expected: nothing behind the closing quote)",
                "\"a | Idempotency-Key: '\"a' (expected: nothing behind the closing quote)",
                "\"a\\\" | Idempotency-Key: '\"a\\\"' (expected: nothing behind the closing quote)",
                "\"a\"b | Idempotency-Key: '\"a\"b' (expected: nothing behind the closing quote)",
                "\"a\";b=1 | Idempotency-Key: '\"a\";b=1' (expected: nothing behind the closing quote)",
                "\"a\", \"b\" | Idempotency-Key: '\"a\", \"b\"' (expected: nothing behind the closing quote)",
            })
    void whatIsNoKeyIsRefused(String value, String detail) {
        assertThat(refusalOf(() -> read(value))).isEqualTo("400 " + detail);
    }

    @Test
    void keyIsOfUtf8WithoutControlCharacters() {
        assertThat(refusalOf(() -> read("a\u00FFb")))
                .isEqualTo("400 Idempotency-Key: 'a\u00FFb' (expected: text in UTF-8)");
        assertThat(refusalOf(() -> read("a\tb")))
                .isEqualTo("400 idempotency key: 'a\tb' (expected: no control characters)");
    }

    @Test
    void keyHasAtMost1024Bytes() {
        assertThat(read("k".repeat(1024))).isEqualTo(Publisher.UNKNOWN.key("k".repeat(1024)));
        assertThat(refusalOf(() -> read("k".repeat(1025))))
                .startsWith("400 idempotency key: 'kkk")
                .endsWith("(1025 characters)' (expected: 1-1024 bytes of UTF-8 text)");
        assertThat(refusalOf(() -> read(asBytes("ä".repeat(513))))).startsWith("400 idempotency key: ");
    }

    @Test
    void severalAreRefusedAndNoneIsNone() {
        assertThat(refusalOf(() -> IdempotencyHeader.read(
                        Heads.of("Idempotency-Key: a", "idempotency-key: a"), Publisher.UNKNOWN)))
                .isEqualTo("400 Idempotency-Key: 2 header fields (expected: at most one)");
        assertThat(IdempotencyHeader.read(Heads.of("Content-Type: text/plain"), Publisher.UNKNOWN))
                .isNull();
    }

    @Test
    void keysOfTwoPublishersDiffer() {
        assertThat(new Publisher("ann", Grants.EVERYTHING).key("k"))
                .isNotEqualTo(new Publisher("bob", Grants.EVERYTHING).key("k"));
    }

    private static IdempotencyKey read(String value) {
        return IdempotencyHeader.read(Heads.of("Idempotency-Key: " + value), Publisher.UNKNOWN);
    }

    private static String asBytes(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }
}
