package dev.tidings.server.publish;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventLimits;
import dev.tidings.hub.event.Publication;
import dev.tidings.server.access.Grants;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is taken of CloudEvents, and as what: in every mode the same. */
class CloudEventsTest {

    private static final String CONTEXT = "\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"a.b\"";
    private static final String[] HEAD = {"ce-specversion: 1.0", "ce-id: 1", "ce-source: /s", "ce-type: a.b"};

    private final CloudEvents cloudEvents = cloudEvents(CloudEventAttributes.DEFAULT);

    private static CloudEvents cloudEvents(CloudEventAttributes attributes) {
        return new CloudEvents(EventLimits.DEFAULT, attributes);
    }

    @Test
    void eventHasTopicSubjectAndDataAndNothingElse() {
        String json = "{\"specversion\":\"1.0\",\"id\":\"A234\",\"source\":\"https://example.com/x\","
                + "\"type\":\"com.example.order-paid\",\"subject\":\"ann@example.com\",\"time\":\"2026-04-05T17:31:00Z\","
                + "\"dataschema\":\"https://example.com/schema\",\"datacontenttype\":\"application/json\","
                + "\"comexampleext\":\"x\",\"number\":5,\"flag\":true,\"unset\":null,\"data\":{ \"total\" : 12 }}";

        Event event = structured(json).events().get(0);

        assertThat(event.topic()).isEqualTo("com.example.order-paid");
        assertThat(event.attributes()).isEqualTo(Map.of("subject", List.of("ann@example.com")));
        assertThat(event.type()).isNull();
        assertThat(event.data()).isEqualTo("{\"total\":12}");
        assertThat(structured(json).isArray()).isFalse();
    }

    @Test
    void binaryModeIsTheSameEvent() {
        EventBatch binary = binary(
                "{ \"total\" : 12 }",
                "ce-specversion: 1.0",
                "ce-id: A234",
                "CE-Source: https://example.com/x",
                "ce-type: com.example.order-paid",
                "ce-subject: ann@example.com",
                "ce-time: 2026-04-05T17:31:00Z",
                "ce-comexampleext: x",
                "Content-Type: application/json; charset=utf-8",
                "X-Other: y");

        EventBatch structured = structured("{\"data\":{\"total\":12},\"type\":\"com.example.order-paid\","
                + "\"subject\":\"ann@example.com\",\"source\":\"https://example.com/x\",\"id\":\"A234\","
                + "\"specversion\":\"1.0\"}");
        assertThat(part(binary).key()).isEqualTo(part(structured).key()).isNotNull();
        assertThat(part(binary).fingerprint()).isEqualTo(part(structured).fingerprint());
        assertThat(binary.isArray()).isFalse();
    }

    @Test
    void configuredAttributesAreTakenAndOthersDropped() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("subject", "email");
        names.put("tenantid", "tenant");
        names.put("urgent", "urgent");
        names.put("source", "from");
        CloudEvents configured = cloudEvents(new CloudEventAttributes(names));
        byte[] json = ("{" + CONTEXT + ",\"subject\":\"ann@example.com\",\"tenantid\":7,\"urgent\":true,\"other\":1}")
                .getBytes(UTF_8);

        Map<String, List<String>> expected = Map.of(
                "email", List.of("ann@example.com"),
                "tenant", List.of("7"),
                "urgent", List.of("true"),
                "from", List.of("/s"));
        assertThat(configured
                        .structured(Publisher.UNKNOWN)
                        .parse(json, json.length)
                        .events()
                        .get(0)
                        .attributes())
                .isEqualTo(expected);
        assertThat(configured
                        .binary(
                                Heads.of(
                                        HEAD[0],
                                        HEAD[1],
                                        HEAD[2],
                                        HEAD[3],
                                        "ce-subject: ann%40example.com",
                                        "ce-tenantid: 7",
                                        "ce-urgent: true",
                                        "ce-other: 1"),
                                Publisher.UNKNOWN)
                        .parse(new byte[0], 0)
                        .events()
                        .get(0)
                        .attributes())
                .isEqualTo(expected);
    }

    /** The same data as a JSON value, as Base64 and as a body. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "application/json | { \"a\" : 1.0 } | {\"a\":1.0}",
                "application/json | \"two\\nlines\" | `two\nlines`",
                "application/json | null | null",
                "application/json | 12 | 12",
                "application/vnd.example+json; v=1 | [1, 2] | [1,2]",
                "text/json | \"ä\\u00e4\" | ää",
            })
    void jsonIsSentCompactAndATextAsItIs(String type, String json, String sent) {
        String start = "{" + CONTEXT + ",\"datacontenttype\":\"" + type + "\",";
        String base64 = Base64.getEncoder().encodeToString(json.getBytes(UTF_8));

        assertThat(data(structured(start + "\"data\":" + json + "}"))).isEqualTo(sent);
        assertThat(data(structured("{" + CONTEXT + ",\"data\":" + json + "}"))).isEqualTo(sent);
        assertThat(data(structured("{\"data\":" + json + "," + start.substring(1, start.length() - 1) + "}")))
                .isEqualTo(sent);
        assertThat(data(structured(start + "\"data_base64\":\"" + base64 + "\"}")))
                .isEqualTo(sent);
        assertThat(data(binary(json, HEAD[0], HEAD[1], HEAD[2], HEAD[3], "Content-Type: " + type)))
                .isEqualTo(sent);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "text/plain | {\"not\": parsed",
                "text/plain | ` two\nlines, ä `",
                "application/xml | <much wow=\"xml\"/>",
                "image/svg+xml | <svg/>",
            })
    void textIsSentAsItIs(String type, String text) {
        String start = "{" + CONTEXT + ",\"datacontenttype\":\"" + type + "\",";
        String escaped = text.replace("\"", "\\\"").replace("\n", "\\n");
        String base64 = Base64.getEncoder().encodeToString(text.getBytes(UTF_8));

        assertThat(data(structured(start + "\"data\":\"" + escaped + "\"}"))).isEqualTo(text);
        assertThat(data(structured(start + "\"data_base64\":\"" + base64 + "\"}")))
                .isEqualTo(text);
        assertThat(data(binary(text, HEAD[0], HEAD[1], HEAD[2], HEAD[3], "Content-Type: " + type)))
                .isEqualTo(text);
    }

    @Test
    void dataMayBeMissing() {
        assertThat(data(structured("{" + CONTEXT + "}"))).isEmpty();
        assertThat(data(structured("{" + CONTEXT + ",\"data_base64\":null}"))).isEmpty();
        assertThat(data(structured("{" + CONTEXT + ",\"datacontenttype\":\"text/plain\"}")))
                .isEmpty();
        assertThat(data(binary("", HEAD))).isEmpty();
        assertThat(data(binary("", HEAD[0], HEAD[1], HEAD[2], HEAD[3], "Content-Type: application/json")))
                .isEmpty();
    }

    @Test
    void optionalAttributesMayBeNull() {
        assertThat(structured("{" + CONTEXT + ",\"subject\":null,\"time\":null,\"datacontenttype\":null,\"ext\":null}")
                        .events()
                        .get(0)
                        .attributes())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "plain | plain",
                "Euro%20%E2%82%AC%20%F0%9F%98%80 | Euro € 😀",
                "euro%20%e2%82%ac | euro €",
                "%61%25 | a%",
                "\"in quotes\" | in quotes",
                "\"\\\"%20\\\\\" | \" \\",
                "raw ä | raw ä",
                "a+b | a+b",
            })
    void valueOfAHeaderFieldIsUnquotedAndThenDecodedOnce(String value, String subject) {
        String field = "ce-subject: " + new String(value.getBytes(UTF_8), ISO_8859_1);

        assertThat(binary("", HEAD[0], HEAD[1], HEAD[2], HEAD[3], field)
                        .events()
                        .get(0)
                        .values("subject"))
                .containsExactly(subject);
    }

    @Test
    void batchIsAnArrayOfPartsOfWhichEachHasItsKey() {
        EventBatch batch = batched("[{" + CONTEXT + ",\"data\":1},{" + CONTEXT.replace("/s", "/t") + ",\"data\":2}]");

        assertThat(batch.isArray()).isTrue();
        assertThat(batch.events()).extracting(Event::data).containsExactly("1", "2");
        assertThat(publication(batch).parts())
                .extracting(Publication.Part::key)
                .containsExactly(
                        Publisher.UNKNOWN.cloudEventKey("/s", "1"), Publisher.UNKNOWN.cloudEventKey("/t", "1"));
        assertThat(batched(" [] ")).isEqualTo(new EventBatch(null, true));
    }

    @Test
    void nothingOfOneCloudEventIsLeftInTheNext() {
        EventBatch batch = batched("[{" + CONTEXT + ",\"subject\":\"x\",\"datacontenttype\":\"text/plain\","
                + "\"data_base64\":\"YQ==\"},{" + CONTEXT.replace("\"1\"", "\"2\"") + ",\"data\":{}},{"
                + CONTEXT.replace("\"1\"", "\"3\"") + "}]");

        assertThat(batch.events()).extracting(Event::data).containsExactly("a", "{}", "");
        assertThat(batch.events().get(1).attributes()).isEmpty();
    }

    @Test
    void keyTellsSourceFromIdAndFromWhatPublishersChoose() {
        Publisher publisher = Publisher.UNKNOWN;

        assertThat(publisher.cloudEventKey("ab", "c")).isNotEqualTo(publisher.cloudEventKey("a", "bc"));
        assertThat(publisher.cloudEventKey("a", "b"))
                .isNotEqualTo(publisher.key("ab"))
                .isNotEqualTo(new Publisher("ann", Grants.EVERYTHING).cloudEventKey("a", "b"));
    }

    @Test
    void thousandCloudEventsFitIntoABatchAndSourceAndIdInto1023Bytes() {
        StringBuilder batch = new StringBuilder("[");
        for (int i = 0; i < 1_000; i++) {
            batch.append(i == 0 ? "{" : ",{")
                    .append(CONTEXT.replace("\"1\"", "\"" + i + "\""))
                    .append('}');
        }
        assertThat(batched(batch + "]").events()).hasSize(1_000);
        assertThat(structured("{" + CONTEXT.replace("/s", "s".repeat(1_022)) + "}")
                        .events())
                .hasSize(1);
    }

    private EventBatch structured(String json) {
        byte[] utf8 = json.getBytes(UTF_8);
        return cloudEvents.structured(Publisher.UNKNOWN).parse(utf8, utf8.length);
    }

    private EventBatch batched(String json) {
        byte[] utf8 = json.getBytes(UTF_8);
        return cloudEvents.batched(Publisher.UNKNOWN).parse(utf8, utf8.length);
    }

    private EventBatch binary(String body, String... fields) {
        byte[] utf8 = body.getBytes(UTF_8);
        return cloudEvents.binary(Heads.of(fields), Publisher.UNKNOWN).parse(utf8, utf8.length);
    }

    private static String data(EventBatch batch) {
        return batch.events().get(0).data();
    }

    private static Publication.Part part(EventBatch batch) {
        assertThat(publication(batch).parts()).hasSize(1);
        return publication(batch).parts().get(0);
    }

    private static Publication publication(EventBatch batch) {
        Publication publication = batch.publication();
        if (publication == null) {
            throw new AssertionError("no events");
        }
        return publication;
    }
}
