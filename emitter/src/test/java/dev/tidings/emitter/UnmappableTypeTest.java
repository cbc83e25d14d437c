package dev.tidings.emitter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tidings.hub.Hub;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What cannot be an event is refused when it is first named, not when the first event comes. */
class UnmappableTypeTest {

    private final Hub hub = Hub.open();
    private final Emitter emitter = Emitter.of(hub);

    @AfterEach
    void close() {
        hub.close();
    }

    private void refused(Class<?> type, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> emitter.on(type, event -> {}))
                .withMessage(type.getName() + " cannot be an event: " + why);
        assertThatIllegalArgumentException().isThrownBy(() -> emitter.stream(type));
        assertThatIllegalArgumentException().isThrownBy(() -> emitter.next(type));
        assertThat(emitter.listeners()).isZero();
    }

    record NoTopic(String email) {}

    @Topic("a.class")
    static class NoRecord {}

    @Test
    void whatIsNoRecordWithATopicIsRefused() {
        refused(NoTopic.class, "it is no record with @Topic");
        refused(NoRecord.class, "it is no record with @Topic");
    }

    @Test
    void whatIsNoEventIsNotEmitted() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> emitter.emit("text"))
                .withMessage("java.lang.String cannot be an event: it is no record with @Topic");
    }

    @Topic("filter..verified")
    record EmptySegment() {}

    @Topic("filter.*")
    record Wildcard() {}

    @Test
    void aMalformedTopicIsRefused() {
        refused(
                EmptySegment.class,
                "topic: 'filter..verified' (expected: segments of [A-Za-z0-9_-]+ joined by '.', none empty)");
        refused(Wildcard.class, "topic: 'filter.*' (expected: no wildcard: an event has one exact topic)");
    }

    @Topic(value = "typed", type = "tidings.gap")
    record ReservedType() {}

    @Test
    void aTypeOfTheHubsOwnIsRefused() {
        refused(
                ReservedType.class,
                "type: 'tidings.gap' (expected: no 'tidings.' at the beginning: the hub's own events use it)");
    }

    record Pair(String one, String other) {}

    @Topic("no.value")
    record NoValue(@Attribute Pair pair) {}

    @Topic("no.value")
    record NoValues(@Attribute Map<String, String> map) {}

    @Topic("no.value")
    record Rounded(@Attribute double ratio) {}

    @Topic("no.value")
    record Lists(@Attribute List<List<String>> lists) {}

    @Test
    void aComponentThatIsNoValueIsRefused() {
        String expected =
                " (expected: a text, an integer, a boolean, an enum's constant, a UUID, URI, LocalDate or Instant,"
                        + " a record of one of them, or a List, Set or Collection of them)";
        refused(NoValue.class, "@Attribute pair: " + Pair.class.getName() + expected);
        refused(NoValues.class, "@Attribute map: java.util.Map<java.lang.String, java.lang.String>" + expected);
        refused(Rounded.class, "@Attribute ratio: double" + expected);
        refused(Lists.class, "@Attribute lists: java.util.List<java.util.List<java.lang.String>>" + expected);
    }

    @Topic("twice")
    record Twice(
            @Attribute String email, @Attribute("email") String other) {}

    @Test
    void twoAttributesOfOneNameAreRefused() {
        refused(Twice.class, "attribute email: components email and other (expected: one component for each name)");
    }

    @Topic("reserved")
    record Reserved(@Attribute String ticket) {}

    @Topic("malformed")
    record Malformed(@Attribute("e mail") String email) {}

    @Test
    void aNameThatNoAttributeMayHaveIsRefused() {
        refused(
                Reserved.class,
                "attribute name: 'ticket' (expected: none of the reserved"
                        + " [access_token, last, lastEventId, ticket, topic])");
        refused(Malformed.class, "attribute name: 'e mail' (expected: 1-64 characters of [A-Za-z0-9_.-])");
    }

    @Topic("itself")
    record Itself(@Attribute String email, List<Itself> children) {}

    @Test
    void anEventThatHoldsItselfIsRefusedAsItsAttributesWouldBeLost() {
        refused(
                Itself.class,
                "children: java.util.List<" + Itself.class.getName() + "> (expected: no event of its own type)");
    }

    @Topic("ambiguous")
    record Ambiguous(
            @JsonProperty("name") String one,
            @JsonProperty("name") String other) {}

    @Test
    void whatTheMapperCannotWriteIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> emitter.on(Ambiguous.class, event -> {}))
                .withMessageStartingWith(Ambiguous.class.getName() + " cannot be an event: ")
                .withMessageContaining("\"name\"");
    }

    @Topic("tutorial")
    record Known(@Attribute String email, @Attribute String tenant, String filter) {}

    @Test
    void whereThatNamesNoAttributeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> emitter.stream(Known.class).where("filter", "x"))
                .withMessage("attribute: 'filter' of " + Known.class.getName() + " (expected: one of [email, tenant])");
    }
}
