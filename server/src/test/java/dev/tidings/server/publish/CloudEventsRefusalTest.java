package dev.tidings.server.publish;

import static dev.tidings.server.http.Refusals.refusalOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tidings.hub.event.EventLimits;
import dev.tidings.server.http.ProblemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudEventsRefusalTest {

    private static final String NEEDS = ": a CloudEvent needs specversion, id, source and type";
    private static final String CE_NEEDS = ": a CloudEvent needs ce-specversion, ce-id, ce-source and ce-type";

    private final CloudEvents cloudEvents = new CloudEvents(EventLimits.DEFAULT, CloudEventAttributes.DEFAULT);

    /** In place of {@code ...} stand the four attributes that are needed, on a line of their own. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | no JSON at all (expected: a CloudEvent)",
                "[...] | line 1, column 1: an array (expected: a CloudEvent)",
                "{ | line 1, column 2: malformed JSON: unexpected end-of-input: expected close marker for Object",
                "{...} {} | line 3, column 3: more behind the end of the JSON (expected: nothing)",
                "{} | line 1, column 1: no specversion" + NEEDS,
                "{\"specversion\":null} | line 1, column 1: no specversion" + NEEDS,
                "{\"specversion\":\"1.0\"} | line 1, column 1: no id" + NEEDS,
                "{\"specversion\":\"1.0\",\"id\":\"1\"} | line 1, column 1: no source" + NEEDS,
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\"} | line 1, column 1: no type" + NEEDS,
                "{\"specversion\":\"0.3\"} | line 1, column 16: specversion: '0.3' (expected: '1.0')",
                "{\"specversion\":\"1.0.2\"} | line 1, column 16: specversion: '1.0.2' (expected: '1.0')",
                "{\"specversion\":1.0} | line 1, column 16: specversion: a number (expected: a text)",
                "{\"id\":\"\"} | line 1, column 7: id: '' (expected: at least one character)",
                "{\"id\":7} | line 1, column 7: id: a number (expected: a text)",
                "{\"id\":\"a\\u0000b\"} | `line 1, column 7: id: 'a\0b' (expected: no control characters)`",
                "{\"id\":\"\\ud800\"} | line 1, column 7: id: '\ud800' (expected: valid Unicode)",
                "{\"source\":\"\"} | line 1, column 11: source: '' (expected: at least one character)",
                "{\"source\":\"a\\u0085\"} | `line 1, column 11: source: 'a\u0085' (expected: no control characters)`",
                "{\"type\":\"\"} | line 1, column 9: type, which becomes the topic; topic: '' (expected: 1-255 characters)",
                "{\"type\":\"order paid\"} | line 1, column 9: type, which becomes the topic; topic: 'order paid' (expected: segments of [A-Za-z0-9_-]+ joined by '.')",
                "{\"type\":\"a.*\"} | line 1, column 9: type, which becomes the topic; topic: 'a.*' (expected: no wildcard: an event has one exact topic)",
                "{...,\"subject\":\"\"} | line 3, column 12: subject: '' (expected: at least one character)",
                "{...,\"subject\":[]} | line 3, column 12: subject: an array (expected: a text)",
                "{...,\"time\":5} | line 3, column 9: time: a number (expected: a text)",
                "{...,\"id\":\"2\"} | line 3, column 2: attribute 'id' is given twice (expected: once)",
                "{...,\"ext\":1,\"ext\":1} | line 3, column 10: attribute 'ext' is given twice (expected: once)",
                "{...,\"ext\":{}} | line 3, column 8: ext: an object (expected: a text, a number, true or false)",
                "{...,\"my_ext\":1} | line 3, column 2: attribute 'my_ext' (expected: letters a-z and digits)",
                "{...,\"\":1} | line 3, column 2: attribute '' (expected: letters a-z and digits)",
                "{...,\"Subject\":\"a\"} | line 3, column 2: attribute 'Subject' (expected: letters a-z and digits); did you mean 'subject'?",
                "{...,\"datacontenttype\":\"image/png\"} | line 3, column 20: datacontenttype: 'image/png' (expected: JSON, XML or text/*, since data is sent as text)",
                "{...,\"datacontenttype\":\"text/plain\",\"data\":{}} | line 3, column 40: data: no text, which its datacontenttype says it is (expected: a text)",
                "{...,\"data\":[\"\\ud800\"]} | line 3, column 11: data: an escape for half a surrogate pair (expected: valid Unicode)",
                "{...,\"data\":1,\"data\":1} | line 3, column 11: 'data' beside other data (expected: 'data' or 'data_base64', once)",
                "{...,\"data\":1,\"data_base64\":\"\"} | line 3, column 11: 'data_base64' beside other data (expected: 'data' or 'data_base64', once)",
                "{...,\"data_base64\":\"YQ==\",\"data\":1} | line 3, column 23: 'data' beside other data (expected: 'data' or 'data_base64', once)",
                "{...,\"data_base64\":7} | line 3, column 16: data_base64: a number (expected: a text)",
                "{...,\"data_base64\":\"?\"} | line 3, column 16: data_base64: no Base64 (expected: the alphabet with + and /)",
                "{...,\"data_base64\":\"/w==\"} | line 3, column 16: data_base64, decoded: line 1, column 1: not UTF-8",
                "{...,\"data_base64\":\"eA==\"} | line 3, column 16: data_base64, decoded: line 1, column 1: malformed JSON: unrecognized token 'x': was expecting a value",
                "{...,\"data_base64\":\"YWL/\",\"datacontenttype\":\"text/plain\"} | line 3, column 16: data_base64, decoded: data: not UTF-8 at byte 2 (expected: text, as which it is sent)",
            })
    void structuredModeIsRefusedWithItsPlace(String json, String detail) {
        String whole = json.replace("...", "\n\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"a\"\n");

        assertThat(refusalOf(() -> structured(whole))).isEqualTo("400 " + detail);
    }

    /** Those that nobody asks for are forgotten, but not before they have been read. */
    @Test
    void moreThan64AttributesAreRefused() {
        StringBuilder many = new StringBuilder("{");
        for (int i = 0; i < 65; i++) {
            many.append(i == 0 ? "" : ",").append("\"ext").append(i).append("\":1");
        }

        assertThat(refusalOf(() -> structured(many.append('}').toString())))
                .endsWith("attributes: more than 64 (expected: at most that)");
    }

    @Test
    void batchIsRefusedWithItsPlace() {
        String one = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"a\"}";

        assertThat(refusalOf(() -> batched(one)))
                .isEqualTo("400 line 1, column 1: an object (expected: an array of CloudEvents)");
        assertThat(refusalOf(() -> batched("[" + one + ",\n7]")))
                .isEqualTo("400 event 2 of the array, line 2, column 1: a number (expected: a CloudEvent)");
        assertThat(refusalOf(() -> batched("[" + one + ",\n" + one.replace("1.0", "2.0") + "]")))
                .isEqualTo("400 event 2 of the array, line 2, column 16: specversion: '2.0' (expected: '1.0')");
        assertThat(refusalOf(() -> batched("[" + (one + ",").repeat(1_000) + one + "]")))
                .startsWith("413 event 1001 of the array, ")
                .endsWith("more than 1000 events in an array (expected: at most 1000; send several batches)");
    }

    /** Beside the fields of the row stand those of the four needed ones that the row does not have. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ce-specversion: 0.3 | ce-specversion: '0.3' (expected: '1.0')",
                "ce-specversion: | ce-specversion: '' (expected: '1.0')",
                "ce-id: | ce-id: '' (expected: at least one character)",
                "ce-id: %00 | `ce-id: '\0' (expected: no control characters)`",
                "ce-id: %C0%A0 | `ce-id: '\u00c0\u00a0' (expected: text in UTF-8)`",
                "ce-id: %ED%A0%80 | `ce-id: '\u00ed\u00a0\u0080' (expected: text in UTF-8)`",
                "ce-id: % | ce-id: '%' (expected: two hexadecimal digits behind each '%')",
                "ce-id: a%2 | ce-id: 'a%2' (expected: two hexadecimal digits behind each '%')",
                "ce-id: %2g | ce-id: '%2g' (expected: two hexadecimal digits behind each '%')",
                "ce-id: \"a | ce-id: '\"a' (expected: nothing behind the closing quote)",
                "ce-source: %1F | `ce-source: '\u001f' (expected: no control characters)`",
                "ce-type: order%20paid | ce-type, which becomes the topic; topic: 'order paid' (expected: segments of [A-Za-z0-9_-]+ joined by '.')",
                "ce-subject: | ce-subject: '' (expected: at least one character)",
                "ce-my-ext: a | attribute 'ce-my-ext' (expected: letters a-z and digits)",
                "ce-sourc-e: a | attribute 'ce-sourc-e' (expected: letters a-z and digits); did you mean 'source'?",
                "ce-: a | attribute 'ce-' (expected: letters a-z and digits)",
                "ce-data: a | attribute 'ce-data' (expected: letters a-z and digits)",
                "ce-datacontenttype: text/plain | ce-datacontenttype: a header field (expected: Content-Type, which says it in binary mode)",
            })
    void binaryModeIsRefused(String field, String detail) {
        assertThat(refusalOf(() -> binary("", completed(field)))).isEqualTo("400 " + detail);
    }

    @ParameterizedTest
    @ValueSource(strings = {"specversion", "id", "source", "type"})
    void whatIsMissingInTheHeadIsNamed(String name) {
        String[] fields = Arrays.stream(completed("X: y"))
                .filter(field -> !field.startsWith("ce-" + name + ":"))
                .toArray(String[]::new);

        assertThat(refusalOf(() -> binary("", fields))).isEqualTo("400 no ce-" + name + CE_NEEDS);
    }

    @Test
    void twoHeaderFieldsOfOneAttributeAreRefused() {
        assertThat(refusalOf(() -> binary("", completed("CE-ID: 1", "ce-id: 1"))))
                .isEqualTo("400 ce-id: 2 header fields (expected: one)");
    }

    @Test
    void bodyInBinaryModeIsWhatItsTypeSays() {
        assertThat(refusalOf(() -> binary("{", completed("Content-Type: application/json"))))
                .isEqualTo(
                        "400 line 1, column 2: malformed JSON: unexpected end-of-input: expected close marker for Object");
        assertThat(refusalOf(() -> binary("1 2", completed("Content-Type: application/json"))))
                .isEqualTo("400 line 1, column 3: more behind the end of the JSON (expected: nothing)");
        assertThat(refusalOf(() -> binary(" ", completed("Content-Type: application/json"))))
                .isEqualTo("400 no JSON at all (expected: a value, as the media type says)");
        assertThat(refusalOf(() -> binary("a", completed("X: y"))))
                .isEqualTo(
                        "415 no Content-Type (expected: that of the data: JSON, XML or text/*, since data is sent as text)");
        byte[] latin1 = {'a', (byte) 0xE4};
        assertThat(refusalOf(() -> cloudEvents
                        .binary(Heads.of(completed("Content-Type: text/plain")), Publisher.UNKNOWN)
                        .parse(latin1, 2)))
                .isEqualTo("400 data: not UTF-8 at byte 1 (expected: text, as which it is sent)");
    }

    @Test
    void tooMuchIsRefused() {
        String large = "x".repeat(262_145);
        String context = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"a\"";

        assertThat(refusalOf(() -> structured(context + ",\"data\":\"" + large + "\"}")))
                .isEqualTo("413 line 1, column 63: data: 262145 bytes (expected: at most 262144)");
        assertThat(refusalOf(() -> binary(large, completed("Content-Type: text/plain"))))
                .isEqualTo("413 data: 262145 bytes (expected: at most 262144)");
        assertThat(refusalOf(() -> structured(context + ",\"subject\":\"" + "s".repeat(257) + "\"}")))
                .startsWith("400 line 1, column 1: attribute subject: 'sss")
                .endsWith("(expected: 1-256 bytes of UTF-8 text)");
        assertThat(refusalOf(() -> structured(context.replace("/s", "s".repeat(1_023)) + "}")))
                .isEqualTo("400 line 1, column 1: source and id: 1024 bytes (expected: together at most 1023)");
        assertThat(refusalOf(() -> binary("", completed("ce-source: " + "s".repeat(1_023)))))
                .isEqualTo("400 ce-source and ce-id: 1024 bytes (expected: together at most 1023)");
    }

    @Test
    void namesThatCannotBeMappedAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CloudEventAttributes(Map.of("my-ext", "a")))
                .withMessage("CloudEvents attribute: 'my-ext' (expected: letters a-z and digits)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CloudEventAttributes(Map.of("subject", "topic")))
                .withMessageStartingWith("attribute name: 'topic' (expected: none of the reserved");
    }

    @Test
    void damagedCloudEventsEndInAProblemOrAnEvent() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        byte[] whole = ("{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"a.b\",\"subject\":null,"
                        + "\"ext\":true,\"datacontenttype\":\"text/plain\",\"data_base64\":\"YWLDpA==\"}")
                .getBytes(UTF_8);
        for (int length = 0; length < whole.length; length++) {
            byte[] prefix = Arrays.copyOf(whole, length);
            assertThat(isTaken(prefix, seed)).as("%d bytes", length).isFalse();
        }
        for (int round = 0; round < 40_000; round++) {
            byte[] bytes = whole.clone();
            for (int i = random.nextInt(4); i > 0; i--) {
                bytes[random.nextInt(bytes.length)] =
                        (byte) (random.nextBoolean() ? random.nextInt(256) : '!' + random.nextInt(94));
            }
            isTaken(bytes, seed);
        }
    }

    private boolean isTaken(byte[] json, long seed) {
        try {
            cloudEvents.structured(Publisher.UNKNOWN).parse(json, json.length);
            return true;
        } catch (ProblemException refused) {
            assertThat(refused.problem().toJson()).isNotEmpty();
            return false;
        } catch (RuntimeException e) {
            throw new AssertionError("seed " + seed + ": " + HexFormat.of().formatHex(json), e);
        }
    }

    private static String[] completed(String... fields) {
        List<String> all = new ArrayList<>(List.of(fields));
        for (String needed : List.of("ce-specversion: 1.0", "ce-id: 1", "ce-source: s", "ce-type: a")) {
            String name = needed.substring(0, needed.indexOf(':') + 1);
            if (all.stream().noneMatch(field -> field.regionMatches(true, 0, name, 0, name.length()))) {
                all.add(needed);
            }
        }
        return all.toArray(String[]::new);
    }

    private void structured(String json) {
        byte[] utf8 = json.getBytes(UTF_8);
        cloudEvents.structured(Publisher.UNKNOWN).parse(utf8, utf8.length);
    }

    private void batched(String json) {
        byte[] utf8 = json.getBytes(UTF_8);
        cloudEvents.batched(Publisher.UNKNOWN).parse(utf8, utf8.length);
    }

    private void binary(String body, String... fields) {
        byte[] utf8 = body.getBytes(UTF_8);
        cloudEvents.binary(Heads.of(fields), Publisher.UNKNOWN).parse(utf8, utf8.length);
    }
}
