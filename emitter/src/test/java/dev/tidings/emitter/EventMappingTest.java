package dev.tidings.emitter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Event;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** From a record to an event, and back. */
class EventMappingTest {

    private final Hub hub = Hub.open();
    private final Emitter emitter = Emitter.of(hub);

    @AfterEach
    void close() {
        hub.close();
    }

    private <T> T roundTrip(Class<T> type, T value) {
        return emitter.read(type, emitter.event(value));
    }

    @Test
    void attributesRouteAndTheOtherComponentsAreTheData() {
        Event event = emitter.event(new FilterVerified("ann@example.com", true));

        assertThat(event.topic()).isEqualTo("filter.verified");
        assertThat(event.attributes()).isEqualTo(Map.of("email", List.of("ann@example.com")));
        assertThat(event.data()).isEqualTo("{\"isVerified\":true}");
        assertThat(event.type()).isNull();
    }

    @Test
    void anEventIsReadBackWithTheAttributesOfTheEvent() {
        FilterVerified ann = new FilterVerified("ann@example.com", true);

        assertThat(roundTrip(FilterVerified.class, ann)).isEqualTo(ann);
    }

    @Test
    void whatTheDataSaysOfAnAttributeDoesNotCount() {
        Event forged = Event.of("filter.verified", "{\"email\":\"eve@example.com\",\"isVerified\":true}")
                .with("email", "ann@example.com");

        assertThat(emitter.read(FilterVerified.class, forged)).isEqualTo(new FilterVerified("ann@example.com", true));
    }

    @Test
    void anAttributeThatTheEventDoesNotHaveIsNullEvenIfTheDataHasIt() {
        Event anonymous = Event.of("filter.verified", "{\"email\":\"eve@example.com\"}");

        assertThat(emitter.read(FilterVerified.class, anonymous).email()).isNull();
    }

    @Topic(value = "told", type = "telling")
    record Told(
            @Attribute(inData = true) String email,
            @Attribute("tenant.id") int tenant) {}

    @Test
    void anAttributeThatIsAskedForIsInTheDataToo() {
        Event event = emitter.event(new Told("ann@example.com", 7));

        assertThat(event.data()).isEqualTo("{\"email\":\"ann@example.com\"}");
        assertThat(event.attributes())
                .isEqualTo(Map.of("email", List.of("ann@example.com"), "tenant.id", List.of("7")));
        assertThat(event.type()).isEqualTo("telling");
        assertThat(roundTrip(Told.class, new Told("ann@example.com", 7))).isEqualTo(new Told("ann@example.com", 7));
    }

    enum Mode {
        SLOW {
            @Override
            public String toString() {
                return "rather slow";
            }
        },
        FAST
    }

    record Address(String text) {}

    @Topic("values")
    record Values(
            @Attribute String text,
            @Attribute boolean flag,
            @Attribute Long number,
            @Attribute BigInteger large,
            @Attribute Mode mode,
            @Attribute UUID uuid,
            @Attribute URI uri,
            @Attribute LocalDate date,
            @Attribute Instant instant,
            @Attribute Address address,
            @Attribute List<String> texts,
            @Attribute Set<Mode> modes,
            @Attribute Collection<Address> addresses,
            @Attribute byte tiny,
            @Attribute short small) {}

    @Test
    void everyKindOfValueIsReadBackAsItWas() {
        Values values = new Values(
                "Ä \n\0€😀",
                true,
                Long.MIN_VALUE,
                BigInteger.TEN.pow(40),
                Mode.SLOW,
                new UUID(1, 2),
                URI.create("https://example.com/a?b"),
                LocalDate.of(2026, 1, 31),
                Instant.parse("2026-01-31T10:00:00.000000001Z"),
                new Address("ann@example.com"),
                List.of("b", "a"),
                Set.of(Mode.FAST),
                List.of(new Address("x"), new Address("y")),
                (byte) -1,
                (short) 300);

        assertThat(emitter.event(values).attributes())
                .containsEntry("mode", List.of("SLOW"))
                .containsEntry("address", List.of("ann@example.com"))
                .containsEntry("texts", List.of("b", "a"));
        assertThat(emitter.event(values).data()).isEqualTo("{}");
        assertThat(roundTrip(Values.class, values)).isEqualTo(values);
    }

    @Topic("boxes")
    record Boxes(
            @Attribute @Nullable Integer number,
            @Attribute List<String> texts,
            @Attribute @Nullable String text) {}

    @Test
    void nullAndAnEmptyCollectionAreNoAttribute() {
        Boxes nothing = new Boxes(null, List.of(), null);

        assertThat(emitter.event(nothing).attributes()).isEmpty();
        assertThat(roundTrip(Boxes.class, nothing)).isEqualTo(nothing);
    }

    @Test
    void aPrimitiveAttributeThatIsMissingIsNoZero() {
        Event without = Event.of("told", "{}").with("email", "ann@example.com");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> emitter.read(Told.class, without))
                .withMessage("tenant.id: none (expected: int)");
    }

    @Test
    void anAttributeThatIsNoValueOfItsTypeIsNotRead() {
        Event wrong = Event.of("told", "{}").with("email", "x").with("tenant.id", "seven");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> emitter.read(Told.class, wrong))
                .withMessage("tenant.id: 'seven' (expected: Integer)");
    }

    record Part(@JsonProperty("part_name") String name, List<Integer> sizes) {}

    @Topic("order.placed")
    record OrderPlaced(@Attribute String customerId, String shipTo, List<Part> parts, Map<String, Part> byName) {}

    @Test
    void dataIsAsTheApplicationsMapperWritesItEverywhere() {
        Emitter snake = Emitter.builder(hub)
                .mapper(JsonMapper.builder()
                        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                        .build())
                .build();
        Part part = new Part("wheel", List.of(1, 2));
        OrderPlaced placed = new OrderPlaced("c1", "Bern", List.of(part), Map.of("w", part));

        Event event = snake.event(placed);

        assertThat(event.data())
                .isEqualTo("{\"ship_to\":\"Bern\",\"parts\":[{\"part_name\":\"wheel\",\"sizes\":[1,2]}],"
                        + "\"by_name\":{\"w\":{\"part_name\":\"wheel\",\"sizes\":[1,2]}}}");
        assertThat(event.attributes()).isEqualTo(Map.of("customerId", List.of("c1")));
        assertThat(snake.read(OrderPlaced.class, event)).isEqualTo(placed);
    }

    @Topic("both")
    record Both(@Attribute String email, FilterVerified inner) {}

    @Test
    void anEventInsideOfAnotherIsWhole() {
        Both both = new Both("ann@example.com", new FilterVerified("bob@example.com", true));

        assertThat(emitter.event(both).data())
                .isEqualTo("{\"inner\":{\"email\":\"bob@example.com\",\"isVerified\":true}}");
        assertThat(roundTrip(Both.class, both)).isEqualTo(both);
    }

    @Test
    void aRecordThatHasGrownReadsWhatWasPublishedBefore() {
        Event older = Event.of("order.placed", "{\"gone\":1}").with("customerId", "c1");

        assertThat(emitter.read(OrderPlaced.class, older)).isEqualTo(new OrderPlaced("c1", null, null, null));
    }

    @Test
    void aValueThatNoAttributeMayHaveIsRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> emitter.event(new FilterVerified("", true)))
                .withMessage("attribute email: '' (expected: 1-256 bytes of UTF-8 text)");
    }

    @Test
    void anEventOfAnotherTopicIsNotRead() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> emitter.read(FilterVerified.class, Event.of("other", "{}")))
                .withMessage("topic: other (expected: filter.verified)");
    }

    @Test
    void dataThatIsNoSuchRecordIsNotRead() {
        for (String data : List.of("", "null", "[]", "7", "{\"isVerified\":\"perhaps\"}", "{\"isVerified\":", "{}{}")) {
            assertThatIllegalArgumentException()
                    .as(data)
                    .isThrownBy(() -> emitter.read(
                            FilterVerified.class,
                            Event.of("filter.verified", data).with("email", "x")))
                    .withMessageStartingWith("data: ");
        }
    }

    @Topic("annotated")
    record Annotated(
            @Attribute @JsonIgnore String ignored,
            @Attribute @JsonProperty("mail") String renamed,
            @Attribute(inData = true) @JsonProperty("t") int shown,
            @JsonProperty("n") String name) {}

    @Test
    void annotationsOfJacksonAndOursGoTogether() {
        Annotated value = new Annotated("a", "b", 3, "name");
        Event event = emitter.event(value);

        assertThat(event.data()).isEqualTo("{\"t\":3,\"n\":\"name\"}");
        assertThat(event.attributes())
                .isEqualTo(Map.of("ignored", List.of("a"), "renamed", List.of("b"), "shown", List.of("3")));
        assertThat(emitter.read(Annotated.class, event)).isEqualTo(value);
    }

    @Test
    void aStrictMapperReadsWhatItWrote() {
        Emitter strict = Emitter.builder(hub)
                .mapper(JsonMapper.builder()
                        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                        .build())
                .build();
        Told told = new Told("ann@example.com", 7);
        Boxes boxes = new Boxes(null, List.of(), null);

        assertThat(strict.read(Told.class, strict.event(told))).isEqualTo(told);
        assertThat(strict.read(FilterVerified.class, strict.event(new FilterVerified("ann", true)))
                        .email())
                .isEqualTo("ann");
        assertThat(strict.read(Boxes.class, strict.event(boxes))).isEqualTo(boxes);
    }

    @Topic("text")
    record Text(@Nullable Object text) {}

    @Test
    void whatNoTextCanSayIsRefused() {
        List<Object> cycle = new ArrayList<>();
        cycle.add(cycle);

        assertThat(roundTrip(Text.class, new Text("half \uD83D"))).isEqualTo(new Text("half \uD83D"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> emitter.event(new Text(cycle)))
                .withMessageStartingWith("data: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> emitter.event(new FilterVerified("half \uD83D", true)))
                .withMessageContaining("UTF-8");
    }

    @Topic("picky")
    record Picky(@Attribute String email, int number) {
        Picky {
            if (number < 0) {
                throw new IllegalStateException("negative");
            }
        }

        @Override
        public String email() {
            if (number == 13) {
                throw new IllegalStateException("thirteen");
            }
            return email;
        }
    }

    @Test
    void whatARecordItselfRefusesIsTold() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> emitter.event(new Picky("ann", 13)))
                .withMessage("email() failed: java.lang.IllegalStateException: thirteen");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> emitter.read(
                        Picky.class, Event.of("picky", "{\"number\":-1}").with("email", "ann")))
                .withMessageContaining("negative");
    }
}
