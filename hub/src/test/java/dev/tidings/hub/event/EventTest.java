package dev.tidings.hub.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTest {

    @Test
    void eventHoldsWhatItWasGiven() {
        Event event = Event.builder("filter.verified")
                .attribute("tenant", "7")
                .attribute("email", "ann@example.com")
                .attribute("email", "a@example.com")
                .attribute("email", "ann@example.com")
                .type("verified")
                .data("{}")
                .build();
        assertThat(event.topic()).isEqualTo("filter.verified");
        assertThat(event.segments()).containsExactly("filter", "verified");
        assertThat(event.attributes().keySet()).containsExactly("email", "tenant");
        assertThat(event.values("email")).containsExactly("ann@example.com", "a@example.com");
        assertThat(event.values("name")).isEmpty();
        assertThat(event.attributeCount()).isEqualTo(2);
        assertThat(event.attributeName(1)).isEqualTo("tenant");
        assertThat(event.attributeValues(1)).containsExactly("7");
        assertThat(event.type()).isEqualTo("verified");
        assertThat(event.data()).isEqualTo("{}");
    }

    @Test
    void derivedEventLeavesTheOriginalAlone() {
        Event plain = Event.of("chat", "hello").with("room", "1");
        Event derived = plain.with("room", "2").with("user", "ann").withType("line");
        assertThat(plain.attributes()).hasSize(1);
        assertThat(plain.type()).isNull();
        assertThat(derived.values("room")).containsExactly("1", "2");
        assertThat(derived.values("user")).containsExactly("ann");
        assertThat(derived.type()).isEqualTo("line");
        assertThat(derived.data()).isEqualTo("hello");
    }

    @Test
    void dataIsUtf8() {
        assertThat(Event.of("a", "ä€😀").dataUtf8()).isEqualTo("ä€😀".getBytes(StandardCharsets.UTF_8));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Event.of("a", "\ud83d!"))
                .withMessageContaining("expected: valid Unicode, without unpaired surrogates");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "filter.verified", "A-1_b.C", "-", "0.1.2"})
    void wellFormedTopicIsTaken(String topic) {
        assertThat(Event.of(topic, "").topic()).isEqualTo(topic);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''      | 1-255 characters",
                "a..b    | none empty",
                ".a      | none empty",
                "a.      | none empty",
                "a b     | segments of [A-Za-z0-9_-]+ joined by '.'",
                "a/b     | segments of [A-Za-z0-9_-]+ joined by '.'",
                "ä       | segments of [A-Za-z0-9_-]+ joined by '.'",
                "a.*     | no wildcard: an event has one exact topic",
                "**      | no wildcard: an event has one exact topic",
            })
    void malformedTopicIsRefusedWithWhatIsAllowed(String topic, String expectation) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Event.of(topic, ""))
                .withMessage(
                        "topic: '%s' (expected: %s)",
                        topic,
                        expectation.startsWith("none")
                                ? "segments of [A-Za-z0-9_-]+ joined by '.', " + expectation
                                : expectation);
    }

    @Test
    void topicHasAtMost32SegmentsAnd255Characters() {
        String widest = "a" + ".a".repeat(31);
        String longest = "a".repeat(255);
        assertThat(Event.of(widest, "").segments()).hasSize(32);
        assertThat(Event.of(longest, "").topic()).hasSize(255);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Event.of(widest + ".a", ""))
                .withMessageContaining("expected: at most 32 segments");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Event.of(longest + "a", ""))
                .withMessageContaining("aaa... (256 characters)' (expected: 1-255 characters)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "ä", "a=b", "a/b"})
    void malformedAttributeNameIsRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Event.of("a", "").with(name, "x"))
                .withMessage("attribute name: '%s' (expected: 1-64 characters of [A-Za-z0-9_.-])", name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"topic", "last", "lastEventId", "ticket", "access_token"})
    void reservedAttributeNameIsRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Event.of("a", "").with(name, "x"))
                .withMessage(
                        "attribute name: '%s' (expected: none of the reserved "
                                + "[access_token, last, lastEventId, ticket, topic])",
                        name);
    }

    @Test
    void attributeNameHasAtMost64Characters() {
        assertThat(Event.of("a", "").with("n".repeat(64), "x").attributeCount()).isEqualTo(1);
        assertThatIllegalArgumentException().isThrownBy(() -> Event.of("a", "").with("n".repeat(65), "x"));
    }

    @Test
    void attributeValueHas1To256BytesOfUtf8() {
        Event event = Event.of("a", "");
        assertThat(event.with("n", "😀".repeat(64)).values("n")).hasSize(1);
        for (String bad : List.of("", "😀".repeat(64) + "x", "\ude00")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> event.with("n", bad))
                    .withMessageStartingWith("attribute n: '")
                    .withMessageEndingWith("(expected: 1-256 bytes of UTF-8 text)");
        }
    }

    @Test
    void typeIsOneLineAndNotOfTheHubsOwn() {
        Event event = Event.of("a", "");
        assertThat(event.withType("t".repeat(255)).type()).hasSize(255);
        for (String bad : List.of("", "t".repeat(256))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> event.withType(bad))
                    .withMessageEndingWith("(expected: 1-255 bytes of UTF-8 text)");
        }
        for (String bad : List.of("a\rb", "a\nb", "a\0b")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> event.withType(bad))
                    .withMessageEndingWith("(expected: no CR, LF or NUL)");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> event.withType("tidings.gap"))
                .withMessageContaining("type: 'tidings.gap'");
    }

    @Test
    void dataThatGrowsTooMuchLineByLineIsRefused() {
        EventLimits.DEFAULT.check(Event.of("a", "\n".repeat(60_000)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventLimits.DEFAULT.check(Event.of("a", "\n".repeat(100_000))))
                .withMessage("data, encoded line by line: 700007 (expected: at most 524295 bytes)");
    }

    @Test
    void eachLimitRefusesWhatIsBeyondIt() {
        EventLimits limits = new EventLimits(4, 2, 5, 6);
        Event full = Event.of("a", "1234").with("m", "1", "2").with("n", "1", "2", "3");
        limits.check(full);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> limits.check(Event.of("a", "12345")))
                .withMessage("data: 5 (expected: at most 4 bytes)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> limits.check(full.with("o", "1")))
                .withMessage("attributes: 3 (expected: at most 2)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> limits.check(full.with("n", "4")))
                .withMessage("attribute values: 6 (expected: at most 5 in all)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EventLimits(4, 2, 9, 6).check(full.with("n", "4")))
                .withMessage("combinations of attribute values: 8 (expected: at most 6)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EventLimits(0, 1, 1, 1))
                .withMessage("dataBytes: 0 (expected: >= 1)");
    }
}
