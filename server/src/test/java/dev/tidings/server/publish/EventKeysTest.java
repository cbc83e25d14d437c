package dev.tidings.server.publish;

import static dev.tidings.server.http.Refusals.refusalOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.EventLimits;
import dev.tidings.hub.event.IdempotencyKey;
import dev.tidings.hub.event.Publication;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which events stand or fall with which key. */
class EventKeysTest {

    private static final String PLAIN = "{\"topic\":\"a\",\"data\":1}";

    private final EventJson json = new EventJson(EventLimits.DEFAULT);

    /** In a row of letters, a capital is an event with a key of its own; a part is shown with its key or '-'. */
    @ParameterizedTest
    @CsvSource({
        "a, a-",
        "A, aA",
        "aaa, aaa-",
        "Aa, aA a-",
        "aA, a- aA",
        "aABa, a- aA aB a-",
        "ABC, aA aB aC",
        "aaAaaBaa, aa- aA aa- aB aa-",
    })
    void eventWithAKeyIsAPartOfItsOwn(String events, String parts) {
        String array = events.chars().mapToObj(c -> event((char) c)).collect(Collectors.joining(",", "[", "]"));

        assertThat(shown(parse(array, null))).isEqualTo(parts);
    }

    @Test
    void oneEventMayHaveItsKeyAnywhere() {
        assertThat(shown(parse("{\"idempotencyKey\":\"A\",\"topic\":\"a\",\"data\":1}", null)))
                .isEqualTo("aA");
        assertThat(shown(parse(event('A'), null))).isEqualTo("aA");
    }

    @Test
    void keyOfTheBodyIsThatOfAllItsEvents() {
        IdempotencyKey key = Publisher.UNKNOWN.key("K");

        assertThat(shown(parse(PLAIN, key))).isEqualTo("aK");
        assertThat(shown(parse("[" + PLAIN + "," + PLAIN + "]", key))).isEqualTo("aaK");
        assertThat(parse("[]", key)).isEqualTo(new EventBatch(null, true));
    }

    @Test
    void keyOfTheBodyBesideThatOfAnEventIsRefused() {
        IdempotencyKey key = Publisher.UNKNOWN.key("K");
        String detail = "a key of its own, beside that of the whole body (expected: either the header field "
                + "Idempotency-Key or the field 'idempotencyKey' of events)";

        assertThat(refusalOf(() -> parse(event('K'), key))).isEqualTo("400 line 1, column 43: " + detail);
        assertThat(refusalOf(() -> parse("[" + PLAIN + ",\n" + event('A') + "]", key)))
                .isEqualTo("400 event 2 of the array, line 2, column 43: " + detail);
    }

    @Test
    void keyIsNotPartOfTheEvent() {
        Publication keyed = publication(parse(event('A'), null));
        Publication whole = publication(parse(PLAIN, Publisher.UNKNOWN.key("A")));

        assertThat(keyed.parts().get(0).fingerprint())
                .isEqualTo(whole.parts().get(0).fingerprint());
        assertThat(keyed.parts().get(0).key()).isEqualTo(whole.parts().get(0).key());
    }

    private static String event(char c) {
        return Character.isUpperCase(c) ? "{\"topic\":\"a\",\"data\":1,\"idempotencyKey\":\"" + c + "\"}" : PLAIN;
    }

    private EventBatch parse(String text, IdempotencyKey ofAll) {
        byte[] utf8 = text.getBytes(UTF_8);
        return json.parse(utf8, utf8.length, Publisher.UNKNOWN, ofAll);
    }

    private static Publication publication(EventBatch batch) {
        Publication publication = batch.publication();
        if (publication == null) {
            throw new AssertionError("no events");
        }
        return publication;
    }

    private static String shown(EventBatch batch) {
        return publication(batch).parts().stream().map(EventKeysTest::shown).collect(Collectors.joining(" "));
    }

    private static String shown(Publication.Part part) {
        String topics = part.events().stream().map(event -> event.topic()).collect(Collectors.joining());
        return topics
                + List.of("A", "B", "C", "K").stream()
                        .filter(key -> Publisher.UNKNOWN.key(key).equals(part.key()))
                        .findFirst()
                        .orElse("-");
    }
}
