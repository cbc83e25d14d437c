package dev.tidings.server.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is taken, and as what. */
class EventJsonTest {

    private final EventJson json = new EventJson(EventLimits.DEFAULT);

    @Test
    void eventHasTopicAttributesTypeAndData() {
        Event event = one("{\"topic\": \"filter.verified\", \"attributes\": {\"email\": \"ann@example.com\"}, "
                + "\"type\": \"verified\", \"data\": {\"isVerified\": true}}");

        assertThat(event.topic()).isEqualTo("filter.verified");
        assertThat(event.attributes()).isEqualTo(Map.of("email", List.of("ann@example.com")));
        assertThat(event.type()).isEqualTo("verified");
        assertThat(event.data()).isEqualTo("{\"isVerified\":true}");
    }

    @Test
    void orderOfFieldsDoesNotMatter() {
        Event event = one("{\"data\":1,\"type\":\"t\",\"attributes\":{\"b\":[1,2],\"a\":true},\"topic\":\"x\"}");

        assertThat(event.topic()).isEqualTo("x");
        assertThat(event.attributes()).isEqualTo(Map.of("a", List.of("true"), "b", List.of("1", "2")));
        assertThat(event.type()).isEqualTo("t");
        assertThat(event.data()).isEqualTo("1");
    }

    @Test
    void nothingOfOneEventIsLeftInTheNext() {
        EventBatch batch = parse(
                "[{\"attributes\":{\"a\":1},\"type\":\"t\",\"data\":1,\"topic\":\"x\"}, {\"topic\":\"y\",\"data\":2}]");

        assertThat(batch.isArray()).isTrue();
        assertThat(batch.events()).hasSize(2);
        Event second = batch.events().get(1);
        assertThat(second.topic()).isEqualTo("y");
        assertThat(second.attributes()).isEmpty();
        assertThat(second.type()).isNull();
        assertThat(second.data()).isEqualTo("2");
    }

    @Test
    void oneEventIsNoArrayAndAnArrayMayBeEmpty() {
        assertThat(parse("{\"topic\":\"a\",\"data\":1}").isArray()).isFalse();
        assertThat(parse("[{\"topic\":\"a\",\"data\":1}]").isArray()).isTrue();
        assertThat(parse(" [ ] ")).isEqualTo(new EventBatch(null, true));
    }

    @Test
    void attributeValuesAreTextsNumbersAsWrittenAndBooleans() {
        Event event = one(
                "{\"topic\":\"a\",\"data\":1,\"attributes\":{\"t\":[\"x\",\"\\u00e4\",\"x\"],\"i\":7,\"f\":[1.50,-0,1E+2],"
                        + "\"big\":123456789012345678901234567890,\"b\":[true,false]}}");

        assertThat(event.attributes())
                .isEqualTo(Map.of(
                        "t", List.of("x", "ä"),
                        "i", List.of("7"),
                        "f", List.of("1.50", "-0", "1E+2"),
                        "big", List.of("123456789012345678901234567890"),
                        "b", List.of("true", "false")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"text\" | text",
                "\"\" | ``",
                "\"a\\nb\\r\\u0000\\\"\\/\\\\\\ud83d\\ude00\" | `a\nb\r\u0000\"/\\\ud83d\ude00`",
                "null | null",
                "true | true",
                "false | false",
                "0 | 0",
                "-0 | -0",
                "1.10 | 1.10",
                "1e2 | 1e2",
                "1E+400 | 1E+400",
                "0.1000000000000000055511151231257827 | 0.1000000000000000055511151231257827",
                "123456789012345678901234567890 | 123456789012345678901234567890",
                "{} | {}",
                "[ ] | []",
                "{ \"b\" : 1 ,\t\"a\" : [ 1.0 , { } , \"x  y\" ] } | {\"b\":1,\"a\":[1.0,{},\"x  y\"]}",
                "[\"\\u00e9\", \"\\/\", \" \\\" \", \"\\\\\", \" \"] | [\"\\u00e9\",\"\\/\",\" \\\" \",\"\\\\\",\" \"]",
                "[\"\\ud83d\\uDE00\"] | [\"\\ud83d\\uDE00\"]",
                "{\"a\":1,\"a\":2} | {\"a\":1,\"a\":2}",
                "\"{\\\"a\\\": 1}\" | {\"a\": 1}",
            })
    void textIsSentAsItIsAndOtherDataAsCompactJson(String written, String data) {
        assertThat(one("{\"topic\":\"a\",\"data\":" + written + "}").data()).isEqualTo(data);
        assertThat(one("{\"data\" : " + written + " , \"topic\":\"a\"}").data()).isEqualTo(data);
    }

    @Test
    void longNumbersNamesAndTextsKeepEveryCharacter() {
        String digits = "1234567890".repeat(2_000);
        String name = "n".repeat(60_000);
        String data = "{\"" + name + "\":" + digits + ",\"x\":0." + digits + "}";

        assertThat(one("{\"topic\":\"a\",\"data\":" + data + "}").data()).isEqualTo(data);
    }

    @Test
    void depthUpToTheLimitIsTaken() {
        String data = "[".repeat(StrictJson.MAX_DEPTH - 1) + "]".repeat(StrictJson.MAX_DEPTH - 1);

        assertThat(one("{\"topic\":\"a\",\"data\":" + data + "}").data()).isEqualTo(data);
    }

    @Test
    void byteOrderMarkIsSkippedAndDataStillCutRight() {
        assertThat(one("\ufeff{\"topic\":\"a\",\"data\":[1, 2]}").data()).isEqualTo("[1,2]");
    }

    @Test
    void eventMayStandInsideALargerArray() {
        byte[] around = "xxx\ufeff{\"topic\":\"a\",\"data\":{ \"ä\": 1}}yyy".getBytes(UTF_8);

        List<String> taken = new ArrayList<>();
        json.parseOne(
                around,
                3,
                around.length - 6,
                7,
                Publisher.UNKNOWN,
                (event, key, line) -> taken.add(line + " " + event.data() + " " + key));

        assertThat(taken).containsExactly("7 {\"ä\":1} null");
    }

    private EventBatch parse(String text) {
        byte[] utf8 = text.getBytes(UTF_8);
        return json.parse(utf8, utf8.length, Publisher.UNKNOWN, null);
    }

    private Event one(String text) {
        EventBatch batch = parse(text);
        assertThat(batch.isArray()).isFalse();
        return batch.events().get(0);
    }
}
