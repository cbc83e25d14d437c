package dev.tidings.server.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventLimits;
import java.util.Optional;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A body of {@code application/json}: it is refused with a problem, or an independent parser finds the same events in it, and what
 * was made of it can be published again.
 */
public final class JsonTarget {

    private static final EventJson EVENTS = new EventJson(EventLimits.DEFAULT);

    /** As the hub reads: numbers of any length, and names that stand twice in data are their owner's affair. */
    private static final JsonMapper ORACLE = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(1_000)
                            .maxNumberLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private JsonTarget() {}

    public static void fuzzerTestOneInput(byte[] body) {
        Published.of(() -> EVENTS.parse(body, body.length, Publisher.UNKNOWN, null))
                .ifPresent(batch -> read(body).ifPresent(json -> check(batch, json)));
    }

    /** Nothing if it holds a number that is beyond Java's, which the hub only copies. */
    private static Optional<JsonNode> read(byte[] body) {
        try {
            return Optional.of(ORACLE.readTree(body));
        } catch (NumberFormatException | StreamConstraintsException beyond) {
            return Optional.empty();
        }
    }

    private static void check(EventBatch batch, JsonNode body) {
        assertThat(batch.isArray()).isEqualTo(body.isArray());
        assertThat(batch.events()).hasSize(batch.isArray() ? body.size() : 1);
        for (int i = 0; i < batch.events().size(); i++) {
            Event event = batch.events().get(i);
            check(event, batch.isArray() ? body.get(i) : body);
            republish(event);
        }
    }

    private static void check(Event event, JsonNode written) {
        assertThat(event.topic()).isEqualTo(written.get("topic").stringValue());
        assertThat(event.type())
                .isEqualTo(written.has("type") ? written.get("type").stringValue() : null);
        JsonNode data = written.get("data");
        if (data.isString()) {
            assertThat(event.data()).isEqualTo(data.stringValue());
        } else {
            assertThat(ORACLE.readTree(event.data())).isEqualTo(data);
        }
        JsonNode attributes = written.has("attributes") ? written.get("attributes") : ORACLE.createObjectNode();
        assertThat(event.attributes().keySet()).containsExactlyInAnyOrderElementsOf(attributes.propertyNames());
    }

    /** An event as somebody else would write it means the same. */
    private static void republish(Event event) {
        var written = ORACLE.createObjectNode().put("topic", event.topic()).put("data", event.data());
        if (event.type() != null) {
            written.put("type", event.type());
        }
        var attributes = written.putObject("attributes");
        event.attributes().forEach((name, values) -> values.forEach(attributes.withArray(name)::add));
        byte[] body = written.toString().getBytes(UTF_8);
        Event again = EVENTS.parse(body, body.length, Publisher.UNKNOWN, null)
                .events()
                .get(0);
        assertThat(again.topic()).isEqualTo(event.topic());
        assertThat(again.type()).isEqualTo(event.type());
        assertThat(again.attributes()).isEqualTo(event.attributes());
        assertThat(again.data()).isEqualTo(event.data());
    }
}
