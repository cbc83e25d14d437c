package dev.tidings.hub.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.shard.WhenBehind;
import dev.tidings.sse.SseEncoder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a stream says, and what several on one connection come to. */
class SseStreamTest {

    private final Hub hub = Hub.open();

    /** A format that writes its name. */
    private record Named(String name) implements StreamFormat {

        @Override
        public byte[] block(Delivery delivery) {
            return SseEncoder.message(null, null, name.getBytes(UTF_8));
        }

        @Override
        public byte[] state(@Nullable EventId id, Object state) {
            return SseEncoder.message(null, null, (name + state).getBytes(UTF_8));
        }
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private SseStream stream(String topic, String format) {
        return SseStream.of(hub, Subscription.of(Filter.topic(topic)), new Named(format));
    }

    private static @Nullable String block(SseStream stream, String topic) {
        byte[] block = stream.spec().format().block(new Delivery("k3fq9x2a", 1, 0, Event.of(topic, "data")));
        return block == null ? null : new String(block, UTF_8).strip();
    }

    @Test
    void eachMethodMakesAnotherStream() {
        SseStream plain = SseStream.of(hub, Filter.topic("a"));

        StreamSpec full = plain.startWith(() -> "state")
                .whenBehind(WhenBehind.disconnect())
                .ofPrincipal("ann")
                .lifetime(Duration.ofMinutes(1))
                .spec();

        assertThat(full.state()).isNotNull();
        assertThat(full.whenBehind()).isEqualTo(WhenBehind.disconnect());
        assertThat(full.principal()).isEqualTo("ann");
        assertThat(full.lifetime()).isEqualTo(Duration.ofMinutes(1));
        assertThat(plain.spec().state()).isNull();
        assertThatIllegalArgumentException().isThrownBy(() -> plain.lifetime(Duration.ofMillis(-1)));
    }

    @Test
    void topicSaysWhichFormatOfSeveralAnEventHas() {
        SseStream both = SseStream.anyOf(stream("order.*", "wild"), stream("order.paid", "exact"), stream("b", "b"));

        assertThat(block(both, "order.paid")).isEqualTo("data: exact");
        assertThat(block(both, "order.sent")).isEqualTo("data: wild");
        assertThat(block(both, "b")).isEqualTo("data: b");
        assertThat(block(both, "c")).isNull();
        assertThat(both.spec().subscription().filters()).hasSize(2);
    }

    @Test
    void severalOfSeveralAreSeveral() {
        SseStream all = SseStream.anyOf(SseStream.anyOf(stream("a", "a"), stream("b", "b")), stream("c", "c"));

        assertThat(block(all, "b")).isEqualTo("data: b");
        assertThat(block(all, "c")).isEqualTo("data: c");
        assertThat(new String(all.spec().format().state(null, 1), UTF_8)).isEqualTo("data: a1\n\n");
    }

    @Test
    void streamsWithOneFormatHaveThat() {
        SseStream both = SseStream.anyOf(SseStream.of(hub, Filter.topic("a")), SseStream.of(hub, Filter.topic("b")));

        assertThat(both.spec().format())
                .isEqualTo(SseStream.of(hub, Filter.all()).spec().format());
    }

    @Test
    void equalFormatsAreEqualHoweverOftenTheyAreMade() {
        assertThat(SseStream.anyOf(stream("a", "a"), stream("b", "b")).spec().format())
                .isEqualTo(SseStream.anyOf(stream("a", "a"), stream("b", "b"))
                        .spec()
                        .format());
    }

    @Test
    void whatDoesNotFitTogetherIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SseStream.anyOf(stream("a", "one"), stream("a", "other")))
                .withMessageContaining("topic: a is mapped in two ways");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SseStream.anyOf(stream("a", "a").ofPrincipal("ann"), stream("b", "b")))
                .withMessageContaining("say that of the result");
        try (Hub other = Hub.open()) {
            SseStream foreign = SseStream.of(other, Filter.all());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> SseStream.anyOf(stream("a", "a"), foreign))
                    .withMessageContaining("streams of two hubs");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> foreign.spec().of(hub))
                    .withMessageContaining("of another hub");
        }
    }
}
