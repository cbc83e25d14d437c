package dev.tidings.hub.shard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is made of an event is made once for each format. */
class EncodedEventTest {

    private final EncodedEvent event = new EncodedEvent(new Delivery("k3fq9x2a", 42, 0, Event.of("a", "data")));

    @Test
    void eventIsFormattedOnceForEachOfManyFormats() {
        AtomicInteger calls = new AtomicInteger();
        List<EventFormat> formats = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            byte[] block = Integer.toString(i).getBytes(UTF_8);
            formats.add(delivery -> {
                calls.incrementAndGet();
                return block;
            });
        }

        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 100; i++) {
                assertThat(new String(event.payload(formats.get(i)), UTF_8)).isEqualTo(Integer.toString(i));
            }
        }

        assertThat(calls).hasValue(100);
    }

    @Test
    void eventThatAFormatLeavesOutOrFailsOnIsItsIdAlone() {
        assertThat(event.payload(delivery -> null)).asString(UTF_8).isEqualTo("id: k3fq9x2a-42\n\n");
        assertThat(event.payload(delivery -> {
                    throw new IllegalStateException("a mapper of the application's");
                }))
                .asString(UTF_8)
                .isEqualTo("id: k3fq9x2a-42\n\n");
    }
}
