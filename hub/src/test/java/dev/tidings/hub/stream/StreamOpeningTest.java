package dev.tidings.hub.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.log.MemoryLog;
import dev.tidings.hub.shard.Start;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With what a stream begins, and which id its client keeps wherever it is cut off. */
class StreamOpeningTest {

    private final Hub hub =
            Hub.builder().log(MemoryLog.builder().maxBytes(256 << 10).open()).open();
    private final SseStream plain = SseStream.of(hub, Filter.all());

    @AfterEach
    void close() {
        hub.close();
    }

    private EventId publish(String data) {
        return hub.publish(Event.of("a", data)).toCompletableFuture().join();
    }

    private void publishUntilTheFirstIsGone() {
        EventId earliest = hub.earliest();
        while (hub.earliest().equals(earliest)) {
            publish("x".repeat(10_000));
        }
    }

    /** The blocks, without what is different each time. */
    private List<String> blocks(StreamOpening opening) {
        String text = new String(opening.first(hub.head()), UTF_8).replaceAll("retry: \\d{4}", "retry: N");
        return List.of(text.split("\n\n"));
    }

    private @Nullable String idOfStart(StreamOpening opening) {
        return opening.start() instanceof Start.After after ? after.id() : null;
    }

    @Test
    void withoutAStateTheFirstBlockHasTheId() {
        EventId head = publish("one");

        StreamOpening opening = StreamOpening.of(plain, "");

        assertThat(opening.start()).isEqualTo(Start.now());
        assertThat(blocks(opening)).containsExactly("id: " + head + "\nretry: N");
    }

    @Test
    void onlyTheLastMessageOfAStateHasTheId() {
        EventId head = publish("one");

        StreamOpening opening = StreamOpening.of(plain.startWith(() -> List.of("first", "second")), (String) null);

        assertThat(idOfStart(opening)).isEqualTo(head.toString());
        assertThat(blocks(opening)).containsExactly("retry: N", "data: first", "id: " + head + "\ndata: second");
    }

    @Test
    void placeIsReadBeforeTheStateIs() {
        EventId before = publish("one");

        StreamOpening opening =
                StreamOpening.of(plain.startWith(() -> publish("two").toString()), (String) null);

        assertThat(idOfStart(opening)).isEqualTo(before.toString());
    }

    @Test
    void stateMayBeAStreamAnArrayOrNothing() {
        List<Object> states = new ArrayList<>(List.of(Stream.of("a", "b"), new String[] {"a", "b"}));
        for (Object state : states) {
            assertThat(blocks(StreamOpening.of(plain.startWith(() -> state), (String) null)))
                    .containsExactly("retry: N", "data: a", "id: " + hub.head() + "\ndata: b");
        }
        for (Object state : List.of(List.of(), Stream.of(), new Object[0])) {
            assertThat(blocks(StreamOpening.of(plain.startWith(() -> state), (String) null)))
                    .containsExactly("id: " + hub.head() + "\nretry: N");
        }
        assertThat(blocks(StreamOpening.of(plain.startWith(() -> null), (String) null)))
                .containsExactly("id: " + hub.head() + "\nretry: N");
    }

    @Test
    void whoComesBackGetsNoState() {
        EventId last = publish("one");
        publish("two");

        StreamOpening opening = StreamOpening.of(plain.startWith(() -> "state"), last.toString());

        assertThat(opening.start()).isEqualTo(Start.after(last.toString()));
        assertThat(blocks(opening)).hasSize(1);
    }

    @Test
    void whoMissedMoreThanTheLogRetainsIsToldAndGetsTheState() {
        EventId last = publish("one");
        publishUntilTheFirstIsGone();

        StreamOpening opening = StreamOpening.of(plain.startWith(() -> "state"), last.toString());

        assertThat(idOfStart(opening)).isEqualTo(hub.head().toString());
        assertThat(blocks(opening))
                .containsExactly(
                        "retry: N",
                        "event: tidings.gap\ndata: {\"reason\":\"expired\",\"after\":\"" + last + "\",\"earliest\":\""
                                + hub.head() + "\"}",
                        "id: " + hub.head() + "\ndata: state");
    }

    @Test
    void gapBeforeAnEmptyStateHasTheId() {
        StreamOpening opening = StreamOpening.of(plain.startWith(List::of), "no id \"at all\"");

        assertThat(blocks(opening))
                .containsExactly(
                        "retry: N",
                        "id: " + hub.head()
                                + "\nevent: tidings.gap\ndata: {\"reason\":\"unknown\",\"after\":\"no id \\\"at all\\\"\","
                                + "\"earliest\":\"" + hub.head() + "\"}");
    }

    @Test
    void stateOfAnotherKindOrTooLargeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StreamOpening.of(plain.startWith(() -> 7), (String) null))
                .withMessageContaining("java.lang.Integer (expected: a text");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StreamOpening.of(
                        plain.startWith(
                                () -> Stream.generate(() -> "x".repeat(1 << 20)).limit(5)),
                        (String) null))
                .withMessageContaining("(expected: at most 4194304)");
    }
}
