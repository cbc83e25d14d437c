package dev.tidings.emitter;

import static dev.tidings.emitter.EmitterFixture.await;
import static dev.tidings.emitter.EmitterFixture.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tidings.emitter.StreamRecorder.Client;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.shard.Membership;
import dev.tidings.hub.stream.SseStream;
import dev.tidings.testkit.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What clients of typed streams get. */
class TypedStreamTest {

    private final EmitterFixture fixture = new EmitterFixture();
    private final Emitter emitter = fixture.emitter;
    private final StreamRecorder streams = new StreamRecorder(fixture.hub);

    @AfterEach
    void close() {
        fixture.close();
        streams.close();
    }

    @Topic(value = "order.placed", type = "order")
    record OrderPlaced(
            @Attribute String customer,
            @Attribute int tenant,
            @Attribute Set<Mode> modes,
            int amount) {}

    enum Mode {
        FAST,
        SLOW
    }

    private static OrderPlaced order(String customer, int tenant, int amount) {
        return new OrderPlaced(customer, tenant, Set.of(Mode.SLOW), amount);
    }

    @Test
    void aClientGetsTheDataOfTheEventsThatAreForIt() {
        Client ann = streams.open(emitter.stream(FilterVerified.class).where("email", "ann"));
        fixture.emit(of("ann"));
        fixture.emit(of("bob"));
        fixture.emit(order("ann", 1, 1));
        EventId last = fixture.emit(new FilterVerified("ann", false));

        assertThat(ann.dataUpTo(last)).containsExactly("{\"isVerified\":true}", "{\"isVerified\":false}");
        assertThat(ann.textUpTo(last)).endsWith("id: " + last + "\ndata: {\"isVerified\":false}\n\n");
    }

    @Test
    void whatOthersPublishComesToo() {
        Client ann = streams.open(emitter.stream(FilterVerified.class).where("email", "ann"));
        EventId last = await(fixture.hub.publish(Event.of("filter.verified", "{\"isVerified\": true, \"new\": 1}")
                .with("email", "ann")));

        assertThat(ann.dataUpTo(last)).containsExactly("{\"isVerified\": true, \"new\": 1}");
    }

    @Test
    void whereTakesValuesOfTheComponentsTypeAndTheirTexts() {
        TypedStream<OrderPlaced> all = emitter.stream(OrderPlaced.class);
        Filter topic = Filter.topic("order.placed");

        assertThat(filters(all.where("tenant", 7))).containsExactly(topic.where("tenant", "7"));
        assertThat(filters(all.where("tenant", "007", 8))).containsExactly(topic.where("tenant", "7", "8"));
        assertThat(filters(all.where("modes", Mode.FAST).where("customer", List.of("a", "b"))))
                .containsExactly(topic.where("modes", "FAST").where("customer", "a", "b"));
        assertThat(filters(all.where("tenant", List.of()))).allMatch(Filter::matchesNothing);
        assertThat(filters(all)).containsExactly(topic);
    }

    private static List<Filter> filters(SseStream stream) {
        return stream.spec().subscription().filters();
    }

    @Test
    void whereThatNamesNoValueOfTheTypeIsRefused() {
        TypedStream<OrderPlaced> all = emitter.stream(OrderPlaced.class);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> all.where("customer", (Object) null))
                .withMessage("customer: null (expected: String)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> all.where("tenant", "seven"))
                .withMessage("tenant: 'seven' (expected: Integer)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> all.where("tenant", 7L))
                .withMessage("tenant: '7' (expected: Integer)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> all.where("modes", "NONE"))
                .withMessage("modes: 'NONE' (expected: Mode)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> all.where("amount", 7))
                .withMessage("attribute: 'amount' of " + OrderPlaced.class.getName()
                        + " (expected: one of [customer, modes, tenant])");
    }

    @Test
    void aMappedStreamCarriesWhatTheFunctionMakesOfTheRecordAsJson() {
        Client ann = streams.open(emitter.stream(OrderPlaced.class)
                .where("customer", "ann")
                .map(order -> order.amount() < 0 ? null : Map.of("customer", order.customer())));
        fixture.emit(order("ann", 1, -1));
        EventId last = fixture.emit(order("ann", 1, 5));

        assertThat(ann.dataUpTo(last)).containsExactly("{\"customer\":\"ann\"}");
        assertThat(ann.textUpTo(last)).contains("event: order\n");
    }

    @Test
    void anEventsRecordThatAFunctionReturnsKeepsItsAttributesToItself() {
        Client ann = streams.open(emitter.stream(FilterVerified.class).map(event -> of("bob")));
        Client text = streams.open(emitter.stream(FilterVerified.class).map(FilterVerified::email));
        EventId last = fixture.emit(of("ann"));

        assertThat(ann.dataUpTo(last)).containsExactly("{\"isVerified\":true}");
        assertThat(text.dataUpTo(last)).containsExactly("\"ann\"");
    }

    @Test
    void anEventIsMappedOnceForAllClientsWhoseStreamsHaveTheSameFunction() {
        AtomicInteger calls = new AtomicInteger();
        Function<FilterVerified, Object> function = event -> calls.incrementAndGet();
        Client ann = streams.open(
                emitter.stream(FilterVerified.class).where("email", "ann").map(function));
        Client any = streams.open(emitter.stream(FilterVerified.class).map(function));
        Client other = streams.open(emitter.stream(FilterVerified.class).map(event -> calls.incrementAndGet()));
        EventId last = fixture.emit(of("ann"));

        assertThat(ann.dataUpTo(last)).isEqualTo(any.dataUpTo(last));
        assertThat(other.dataUpTo(last)).isNotEqualTo(any.dataUpTo(last));
        assertThat(calls).hasValue(2);
    }

    @Test
    void whatNoLongerDecodesIsLeftOutCountedAndReported() {
        EventId before = fixture.emit(of("ann"));
        for (int i = 0; i < 3; i++) {
            await(fixture.hub.publish(
                    Event.of("filter.verified", "{\"isVerified\":\"old\"}").with("email", "ann")));
        }
        EventId last = fixture.emit(of("bob"));
        Client client =
                streams.open(emitter.stream(FilterVerified.class).map(FilterVerified::email), before.toString());

        assertThat(client.dataUpTo(last)).containsExactly("\"bob\"");
        assertThat(emitter.stats().decodeFailures()).isEqualTo(3);
        assertThat(fixture.failures).hasSize(3).allSatisfy(failure -> {
            assertThat(failure.kind()).isEqualTo(EmitterFailure.Kind.DECODE);
            assertThat(failure.topic()).isEqualTo("filter.verified");
            assertThat(failure.id()).isNotNull();
        });
    }

    static final class Unwritable {
        public String getText() {
            throw new IllegalStateException("of a test");
        }
    }

    @Test
    void aFunctionThatThrowsHarmsNobody() {
        Client strict = streams.open(emitter.stream(FilterVerified.class).map(event -> {
            if (event.email().equals("ann")) {
                throw new StackOverflowError("of a test");
            }
            return event.email();
        }));
        Client unwritable = streams.open(emitter.stream(FilterVerified.class).map(event -> new Unwritable()));
        Client other = streams.open(emitter.stream(FilterVerified.class).map(FilterVerified::email));
        fixture.emit(of("ann"));
        EventId last = fixture.emit(of("bob"));

        assertThat(strict.dataUpTo(last)).containsExactly("\"bob\"");
        assertThat(unwritable.dataUpTo(last)).isEmpty();
        assertThat(other.dataUpTo(last)).containsExactly("\"ann\"", "\"bob\"");
        assertThat(emitter.stats().mapFailures()).isEqualTo(3);
    }

    @Test
    void severalTypesComeOnOneConnectionBehindTheStateTheyBeginWith() {
        SseStream both = SseStream.anyOf(
                        emitter.stream(FilterVerified.class).where("email", "ann"),
                        emitter.stream(OrderPlaced.class).where("customer", "ann"))
                .startWith(() -> List.of(order("ann", 1, 3), Map.of("any", "object"), of("ann"), "text"));
        EventId before = fixture.emit(of("bob"));
        Client ann = streams.open(both);
        fixture.emit(order("ann", 1, 5));
        fixture.emit(order("bob", 1, 6));
        EventId last = fixture.emit(of("ann"));

        assertThat(ann.dataUpTo(last))
                .containsExactly(
                        "{\"amount\":3}",
                        "{\"any\":\"object\"}",
                        "{\"isVerified\":true}",
                        "\"text\"",
                        "{\"amount\":5}",
                        "{\"isVerified\":true}");
        assertThat(ann.textUpTo(last))
                .contains("event: order\ndata: {\"amount\":3}", "id: " + before + "\ndata: \"text\"");
    }

    @Test
    void aMappedStreamBesideAnUnmappedOneBeginsWithTheirState() {
        SseStream both = SseStream.anyOf(
                        emitter.stream(FilterVerified.class).map(FilterVerified::email),
                        emitter.stream(OrderPlaced.class))
                .startWith(() -> Map.of("state", 1));
        Client client = streams.open(both);
        fixture.emit(order("ann", 1, 5));
        EventId last = fixture.emit(of("ann"));

        assertThat(client.dataUpTo(last)).containsExactly("{\"state\":1}", "{\"amount\":5}", "\"ann\"");
    }

    @Test
    void streamsOfOneEmitterShareBytesThoseOfAnotherMapperDoNot() {
        Emitter other = Emitter.of(fixture.hub);
        Function<FilterVerified, Object> function = FilterVerified::email;

        assertThat(emitter.stream(FilterVerified.class).map(function).spec().format())
                .isEqualTo(emitter.stream(FilterVerified.class)
                        .map(function)
                        .spec()
                        .format())
                .isNotEqualTo(
                        other.stream(FilterVerified.class).map(function).spec().format());
        assertThat(emitter.stream(FilterVerified.class).spec().format())
                .isEqualTo(emitter.stream(OrderPlaced.class).spec().format());
    }

    private Object view(FilterVerified event) {
        return event.email();
    }

    private SseStream viewed() {
        return emitter.stream(FilterVerified.class).map(this::view);
    }

    private SseStream prefixed(Object prefix) {
        return emitter.stream(FilterVerified.class).map(event -> prefix + event.email());
    }

    @Test
    void aLambdaThatCapturedTheSameIsTheSameFunction() {
        List<String> list = new ArrayList<>();

        assertThat(viewed().spec().format())
                .isEqualTo(viewed().spec().format())
                .hasSameHashCodeAs(viewed().spec().format())
                .isNotEqualTo(new TypedStreamTest().viewed().spec().format());
        assertThat(prefixed("a").spec().format())
                .isEqualTo(prefixed(String.valueOf(new char[] {'a'})).spec().format())
                .isNotEqualTo(prefixed("b").spec().format());
        assertThat(prefixed(list).spec().format())
                .isEqualTo(prefixed(list).spec().format())
                .isNotEqualTo(prefixed(new ArrayList<>()).spec().format());
    }

    @Test
    void functionsThatAreAnotherOneForEachClientAreToldOnce() {
        MappingWarning warning = new MappingWarning();
        EventType<FilterVerified> type =
                EventType.of(FilterVerified.class, new JsonMapper(), fixture.hub.eventLimits());
        List<Mapping<?>> kept = new ArrayList<>();
        int warnings = 0;
        for (int i = 0; i < 3 * MappingWarning.MANY; i++) {
            String prefix = "p" + i;
            Mapping<FilterVerified> own = new Mapping<>(event -> prefix + event.email());
            Mapping<FilterVerified> shared = new Mapping<>(this::view);
            kept.add(own);
            kept.add(shared);
            warnings += warning.add(own, type) ? 1 : 0;
            assertThat(warning.add(shared, type)).isFalse();
        }

        assertThat(warnings).isEqualTo(1);
    }

    @Test
    void whatIsMadeOfAnEventIsBounded() {
        int most = 2 * fixture.hub.eventLimits().dataBytes();
        Client client = streams.open(emitter.stream(FilterVerified.class)
                .map(event -> event.isVerified() ? "x".repeat(most - 2) : "x".repeat(most - 1)));
        fixture.emit(new FilterVerified("ann", false));
        EventId last = fixture.emit(of("ann"));

        assertThat(client.dataUpTo(last)).hasSize(1);
        assertThat(fixture.failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure.cause())
                        .hasMessage("mapped: " + (most + 1) + " bytes (expected: at most " + most + ")"));
    }

    @Test
    void aProgramFollowsWhatAnyNodePublishesAndWhatFailsHarmsNobody() {
        Membership membership = emitter.stream(FilterVerified.class)
                .where("email", "ann", "bob")
                .subscribe(event -> {
                    fixture.hear(event.email());
                    if (event.email().equals("ann")) {
                        throw new StackOverflowError("of a test");
                    }
                });
        // A subscriber joins on the hub's thread, which then counts it.
        assertThat(await(fixture.hub.count(Subscription.of(Filter.all())))).isEqualTo(1);
        await(fixture.hub.publish(Event.of("filter.verified", "[]").with("email", "ann")));
        await(Emitter.of(fixture.hub).emit(of("ann")));
        fixture.emit(of("cid"));
        fixture.emit(of("bob"));
        Await.until("both are heard", () -> fixture.heard().equals(List.of("ann", "bob")));

        assertThat(fixture.failures)
                .extracting(EmitterFailure::kind)
                .containsExactly(EmitterFailure.Kind.DECODE, EmitterFailure.Kind.LISTENER);
        membership.leave();
    }
}
