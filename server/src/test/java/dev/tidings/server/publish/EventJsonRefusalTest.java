package dev.tidings.server.publish;

import static dev.tidings.server.http.Refusals.problemOf;
import static dev.tidings.server.http.Refusals.refusalOf;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.EventLimits;
import dev.tidings.server.http.Problem;
import java.nio.charset.Charset;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventJsonRefusalTest {

    private final EventJson json = new EventJson(EventLimits.DEFAULT);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | no JSON at all (expected: an event or an array of events)",
                "` \n ` | no JSON at all (expected: an event or an array of events)",
                "{ | line 1, column 2: malformed JSON: unexpected end-of-input: expected close marker for Object",
                "[ | line 1, column 2: malformed JSON: unexpected end-of-input: expected close marker for Array",
                "{\"topic\" | line 1, column 9: malformed JSON: unexpected end-of-input within/between Object entries",
                "{\"topic\":} | line 1, column 10: malformed JSON: unexpected character '}': expected a value",
                "{topic:1} | line 1, column 2: malformed JSON: unexpected character 't': was expecting double-quote to start property name",
                "`{\n \"topic\": 'a'}` | line 2, column 11: malformed JSON: unexpected character ''': expected a value",
                "{\"topic\":\"a\",} | line 1, column 14: malformed JSON: unexpected character '}': was expecting double-quote to start property name",
                "/**/{} | line 1, column 1: malformed JSON: unexpected character '/'",
                "nul | line 1, column 1: malformed JSON: unrecognized token 'nul': was expecting a value",
                "`{\"ä\ud83d\ude00\":x}` | line 1, column 7: malformed JSON: unrecognized token 'x': was expecting a value",
                "{} {} | line 1, column 1: no topic: an event needs one, such as \"topic\": \"filter.verified\"",
                "{\"topic\":\"a\",\"data\":1} {} | line 1, column 24: more behind the end of the JSON (expected: nothing)",
                "{\"topic\":\"a\",\"data\":1}} | line 1, column 23: malformed JSON: unexpected close marker '}': no open Object to close",
                "[{\"topic\":\"a\",\"data\":1}] x | line 1, column 26: malformed JSON: unrecognized token 'x': was expecting a value",
                "[{\"topic\":\"a\",\"data\":1}] [] | line 1, column 26: more behind the end of the JSON (expected: nothing)",
            })
    void malformedJsonIsRefusedWithItsPlace(String text, String detail) {
        assertThat(refusalOf(() -> parse(text))).isEqualTo("400 " + detail);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "NaN | 24 | malformed JSON: non-standard token 'NaN'",
                "-Infinity | 30 | malformed JSON: non-standard token '-Infinity'",
                "+1 | 22 | malformed JSON: unexpected character '+' in numeric value: JSON spec does not allow numbers to have plus signs",
                "01 | 22 | malformed JSON: invalid numeric value: Leading zeroes not allowed",
                "1. | 23 | malformed JSON: unexpected character '}' in numeric value: Decimal point not followed by a digit",
                ".5 | 21 | malformed JSON: unexpected character '.': expected a value",
                "- | 22 | malformed JSON: unexpected character '}' in numeric value: expected digit (0-9) to follow minus sign, for valid numeric value",
                "1e | 23 | malformed JSON: unexpected character '}' in numeric value: Exponent indicator not followed by a digit",
                "[1,] | 24 | malformed JSON: unexpected character ']': expected a value",
                "[1 2] | 24 | malformed JSON: unexpected character '2': was expecting comma to separate Array entries",
                "{\"a\" 1} | 26 | malformed JSON: unexpected character '1': was expecting a colon to separate property name and value",
                "[} | 22 | malformed JSON: unexpected close marker '}': expected ']'",
                "[\"\\x\"] | 24 | malformed JSON: unrecognized character escape 'x' (code 120)",
                "[\"\\u12g4\"] | 27 | malformed JSON: unexpected character 'g': expected a hex-digit for character escape sequence",
                "`[\"a\tb\"]` | 24 | malformed JSON: illegal unquoted character (CTRL-CHAR, code 9): has to be escaped using backslash to be included in string value",
                "\"\\ud800\" | 21 | data: an escape for half a surrogate pair (expected: valid Unicode)",
                "\"\\udc00\\ud800\" | 21 | data: an escape for half a surrogate pair (expected: valid Unicode)",
                "[\"a\", \"b\\ud800\"] | 29 | data: an escape for half a surrogate pair (expected: valid Unicode)",
                "{\"\\ud800\\u0041\": 1} | 35 | malformed JSON: broken surrogate pair in property name: expected low surrogate (DC00-DFFF), got 0041",
                "[\"\\ud800\\\\udc00\"] | 23 | data: an escape for half a surrogate pair (expected: valid Unicode)",
                "[\"\\udc00\"] | 23 | data: an escape for half a surrogate pair (expected: valid Unicode)",
            })
    void malformedDataIsRefusedWithItsPlace(String data, int column, String detail) {
        assertThat(refusalOf(() -> parse("{\"topic\":\"a\",\"data\":" + data + "}")))
                .isEqualTo("400 line 1, column " + column + ": " + detail);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"a\" | 1 | a text (expected: an event or an array of events)",
                "12 | 1 | a number (expected: an event or an array of events)",
                "null | 1 | null (expected: an event or an array of events)",
                "{\"data\":1} | 1 | no topic: an event needs one, such as \"topic\": \"filter.verified\"",
                "{\"topic\":\"a\"} | 1 | no data: an event needs it, \"data\": null or \"\" where there is none",
                "{\"topic\":7} | 10 | topic: a number (expected: a text such as \"filter.verified\")",
                "{\"topic\":null} | 10 | topic: null (expected: a text such as \"filter.verified\")",
                "{\"topic\":[\"a\"]} | 10 | topic: an array (expected: a text such as \"filter.verified\")",
                "{\"topic\":\"\"} | 10 | topic: '' (expected: 1-255 characters)",
                "{\"topic\":\"a.*\"} | 10 | topic: 'a.*' (expected: no wildcard: an event has one exact topic)",
                "{\"topic\":\"a..b\"} | 10 | topic: 'a..b' (expected: segments of [A-Za-z0-9_-]+ joined by '.', none empty)",
                "{\"topic\":\"a b\"} | 10 | topic: 'a b' (expected: segments of [A-Za-z0-9_-]+ joined by '.')",
                "{\"topic\":\"a\",\"topic\":\"a\"} | 14 | field 'topic' is given twice (expected: once)",
                "{\"data\":1,\"data\":1} | 11 | field 'data' is given twice (expected: once)",
                "{\"type\":\"a\",\"type\":\"a\"} | 13 | field 'type' is given twice (expected: once)",
                "{\"attributes\":{},\"attributes\":{}} | 18 | field 'attributes' is given twice (expected: once)",
                "{\"topik\":\"a\"} | 2 | unknown field 'topik': an event takes topic, attributes, type, data, idempotencyKey; did you mean 'topic'?",
                "{\"Topic\":\"a\"} | 2 | unknown field 'Topic': an event takes topic, attributes, type, data, idempotencyKey; did you mean 'topic'?",
                "{\"idempotencyKey\":7} | 19 | idempotencyKey: a number (expected: a text; leave it out for none)",
                "{\"idempotencyKey\":null} | 19 | idempotencyKey: null (expected: a text; leave it out for none)",
                "{\"idempotencyKey\":\"\"} | 19 | idempotency key: '' (expected: 1-1024 bytes of UTF-8 text)",
                "{\"idempotencyKey\":\"a\\u0000b\"} | 19 | `idempotency key: 'a\0b' (expected: no control characters)`",
                "{\"idempotencyKey\":\"a\",\"idempotencyKey\":\"a\"} | 23 | field 'idempotencyKey' is given twice (expected: once)",
                "{\"idempotencykey\":\"a\"} | 2 | unknown field 'idempotencykey': an event takes topic, attributes, type, data, idempotencyKey; did you mean 'idempotencyKey'?",
                "{\"type\":null} | 9 | type: null (expected: a text; leave it out for none)",
                "{\"topic\":\"a\",\"data\":1,\"type\":\"\"} | 30 | type: '' (expected: 1-255 bytes of UTF-8 text)",
                "{\"topic\":\"a\",\"data\":1,\"type\":\"tidings.gap\"} | 30 | type: 'tidings.gap' (expected: no 'tidings.' at the beginning: the hub's own events use it)",
                "{\"type\":\"a\\nb\",\"topic\":\"a\",\"data\":1} | 9 | `type: 'a\nb' (expected: no CR, LF or NUL)`",
                "{\"attributes\":null} | 15 | attributes: null (expected: an object such as {\"email\": \"ann@example.com\"})",
                "{\"attributes\":[]} | 15 | attributes: an array (expected: an object such as {\"email\": \"ann@example.com\"})",
                "{\"attributes\":{\"a\":null}} | 20 | attribute 'a': null (expected: a text, a number, true or false, or an array of those)",
                "{\"attributes\":{\"a\":{}}} | 20 | attribute 'a': an object (expected: a text, a number, true or false, or an array of those)",
                "{\"attributes\":{\"a\":[1,null]}} | 23 | attribute 'a': null (expected: a text, a number, true or false, or an array of those)",
                "{\"attributes\":{\"a\":[[1]]}} | 21 | attribute 'a': an array (expected: a text, a number, true or false, or an array of those)",
                "{\"attributes\":{\"a\":[]}} | 21 | attribute 'a': an empty array (expected: at least one value)",
                "{\"attributes\":{\"a\":1,\"a\":2}} | 22 | attribute 'a' is given twice (expected: once, with an array for several values)",
                "{\"topic\":\"a\",\"attributes\":{\"e mail\":1}} | 37 | attribute name: 'e mail' (expected: 1-64 characters of [A-Za-z0-9_.-])",
                "{\"topic\":\"a\",\"attributes\":{\"last\":1}} | 35 | attribute name: 'last' (expected: none of the reserved [access_token, last, lastEventId, ticket, topic])",
                "{\"topic\":\"a\",\"attributes\":{\"a\":\"\"}} | 32 | attribute a: '' (expected: 1-256 bytes of UTF-8 text)",
                "{\"attributes\":{\"a\":\"\"},\"topic\":\"a\",\"data\":1} | 15 | attribute a: '' (expected: 1-256 bytes of UTF-8 text)",
            })
    void whatAnEventDoesNotHaveIsRefusedWithItsPlace(String text, int column, String detail) {
        Problem problem = problemOf(() -> parse(text));

        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.detail()).isEqualTo("line 1, column " + column + ": " + detail);
        assertThat(problem.extensions()).containsEntry("line", 1L).containsEntry("column", (long) column);
    }

    @Test
    void halfACharacterInATopicTypeOrAttributeIsRefused() {
        assertThat(refusalOf(() -> parse("{\"topic\":\"\\ud800\"}"))).startsWith("400 line 1, column 10: topic: ");
        assertThat(refusalOf(() -> parse("{\"topic\":\"a\",\"data\":1,\"type\":\"\\ud800\"}")))
                .startsWith("400 line 1, column 30: type: ");
        assertThat(refusalOf(() -> parse("{\"topic\":\"a\",\"attributes\":{\"a\":\"\\udc00\"}}")))
                .startsWith("400 line 1, column 32: attribute a: ");
        assertThat(refusalOf(() -> parse("{\"\\udc00\":1}")))
                .isEqualTo("400 line 1, column 9: malformed JSON: unexpected low surrogate in property name (DC00) "
                        + "without preceding high surrogate");
    }

    @Test
    void eventOfAnArrayIsNamedByItsNumber() {
        assertThat(refusalOf(() -> parse("[{\"topic\":\"a\",\"data\":1},\n  {\"topic\":\"*\",\"data\":1}]")))
                .isEqualTo("400 event 2 of the array, line 2, column 12: "
                        + "topic: '*' (expected: no wildcard: an event has one exact topic)");
        assertThat(refusalOf(() -> parse("[1]")))
                .isEqualTo("400 event 1 of the array, line 1, column 2: a number (expected: an event)");
        assertThat(refusalOf(() -> parse("[[]]")))
                .isEqualTo("400 event 1 of the array, line 1, column 2: an array (expected: an event)");
    }

    @Test
    void whereOneEventIsAskedForAnArrayIsRefused() {
        byte[] array = "[]".getBytes(UTF_8);

        assertThat(refusalOf(
                        () -> json.parseOne(array, 0, array.length, 7, Publisher.UNKNOWN, (event, key, line) -> {})))
                .isEqualTo("400 line 7, column 1: an array (expected: an event)");
    }

    @Test
    void tooMuchIsRefused() {
        assertThat(refusalOf(() -> parse("{\"topic\":\"a\",\"data\":\"" + "ä".repeat(131_073) + "\"}")))
                .isEqualTo("413 line 1, column 21: data: 262146 bytes (expected: at most 262144)");
        assertThat(refusalOf(() -> parse("{\"topic\":\"a\",\"data\": [" + "1,".repeat(131_072) + "1]}")))
                .isEqualTo("413 line 1, column 22: data: 262147 bytes (expected: at most 262144)");
        assertThat(parse("{\"topic\":\"a\",\"data\":\"" + "x".repeat(262_144) + "\"}")
                        .events())
                .hasSize(1);
        assertThat(refusalOf(() -> parse("{\"topic\":\"a\",\"data\":1,\"attributes\":{" + attributes(17, "1") + "}}")))
                .isEqualTo("400 line 1, column 133: attributes: more than 16 (expected: at most 16)");
        assertThat(refusalOf(
                        () -> parse("{\"attributes\":{" + attributes(16, "[1,2]") + "},\"topic\":\"a\",\"data\":1}")))
                .isEqualTo("400 line 1, column 15: combinations of attribute values: 65536 (expected: at most 256)");
        String many = IntStream.range(0, 65).mapToObj(String::valueOf).collect(Collectors.joining(","));
        assertThat(refusalOf(() -> parse("{\"attributes\":{\"a\":[" + many + "]},\"topic\":\"a\",\"data\":1}")))
                .isEqualTo("400 line 1, column 203: attribute values: more than 64 (expected: at most 64 in all)");
    }

    @Test
    void attributeValuesAreCountedAsTheyAreReadWhereverTheTopicStands() {
        // What follows the value that is one too many is no JSON: nobody has got that far.
        String many = "\"attributes\":{\"a\":[" + "1,".repeat(32) + "1],\"b\":[" + "1,".repeat(32) + "?";

        assertThat(refusalOf(() -> parse("{" + many)))
                .isEqualTo("400 line 1, column 155: attribute values: more than 64 (expected: at most 64 in all)");
        assertThat(refusalOf(() -> parse("{\"topic\":\"a\"," + many)))
                .isEqualTo("400 line 1, column 167: attribute values: more than 64 (expected: at most 64 in all)");
    }

    @Test
    void attributeValuesAreCountedForEachEventAnew() {
        String event = "{\"topic\":\"a\",\"data\":1,\"attributes\":{\"a\":[" + "1,".repeat(63) + "1]}}";

        assertThat(parse("[" + event + "," + event + "]").events()).hasSize(2);
    }

    @Test
    void arrayOfMoreThanAThousandEventsIsRefused() {
        String event = "{\"topic\":\"a\",\"data\":1}";

        assertThat(parse("[" + (event + ",").repeat(999) + event + "]").events())
                .hasSize(1_000);
        assertThat(refusalOf(() -> parse("[" + (event + ",").repeat(1_000) + event + "]")))
                .isEqualTo("413 event 1001 of the array, line 1, column 23002: more than 1000 events in an array "
                        + "(expected: at most 1000; send several arrays, or application/x-ndjson)");
    }

    @Test
    void tooDeepIsRefused() {
        String data = "[".repeat(StrictJson.MAX_DEPTH) + "]".repeat(StrictJson.MAX_DEPTH);

        assertThat(refusalOf(() -> parse("{\"topic\":\"a\",\"data\":" + data + "}")))
                .isEqualTo("400 line 1, column 521: JSON nested too deep (expected: at most 500 levels)");
        assertThat(refusalOf(() -> parse("[".repeat(1_000_000))))
                .isEqualTo("400 event 1 of the array, line 1, column 2: an array (expected: an event)");
    }

    @Test
    void otherEncodingsAreRefused() {
        String event = "{\"topic\":\"a\",\"data\":1}";
        for (Charset charset :
                new Charset[] {UTF_16BE, UTF_16LE, Charset.forName("UTF-32BE"), Charset.forName("UTF-32LE")}) {
            byte[] bytes = event.getBytes(charset);
            assertThat(refusalOf(() -> json.parse(bytes, bytes.length, Publisher.UNKNOWN, null)))
                    .as(charset.name())
                    .matches("400 line 1, column [12]: malformed JSON: a NUL byte \\(expected: UTF-8\\)");
        }
        byte[] utf16 = ("\ufeff" + event).getBytes(UTF_16BE);
        assertThat(refusalOf(() -> json.parse(utf16, utf16.length, Publisher.UNKNOWN, null)))
                .isEqualTo("400 line 1, column 1: not UTF-8");
    }

    @Test
    void invalidUtf8IsRefusedWithItsPlace() {
        byte[] bytes = "{\"topic\":\"a\",\n\"data\":\"ä?\"}".getBytes(UTF_8);
        int at = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf('?');
        bytes[at] = (byte) 0xFF;

        assertThat(refusalOf(() -> json.parse(bytes, bytes.length, Publisher.UNKNOWN, null)))
                .isEqualTo("400 line 2, column 10: not UTF-8");
    }

    private static String attributes(int count, String value) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"" + (char) ('a' + i) + "\":" + value)
                .collect(Collectors.joining(","));
    }

    private EventBatch parse(String text) {
        byte[] utf8 = text.getBytes(UTF_8);
        return json.parse(utf8, utf8.length, Publisher.UNKNOWN, null);
    }
}
