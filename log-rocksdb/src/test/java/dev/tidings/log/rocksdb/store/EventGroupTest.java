package dev.tidings.log.rocksdb.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventGroupTest {

    private static final List<Event> EVENTS = List.of(
            Event.of("a", ""),
            Event.of("filter.verified", "zeile\r\n\uD83D\uDE00\n").withType("t"),
            Event.of("a.b.c", "x".repeat(300))
                    .with("email", "ann@example.com", "\u00e9")
                    .with("tenant", "7"));

    @Test
    void eventsComeBackAsTheyWere() {
        List<Delivery> read = read(group(EVENTS), 0, Long.MAX_VALUE);

        assertThat(read).extracting(Delivery::position).containsExactly(10L, 11L, 12L);
        for (int i = 0; i < EVENTS.size(); i++) {
            Event was = EVENTS.get(i);
            Event is = read.get(i).event();
            assertThat(is.topic()).isEqualTo(was.topic());
            assertThat(is.type()).isEqualTo(was.type());
            assertThat(is.attributes()).isEqualTo(was.attributes());
            assertThat(is.data()).isEqualTo(was.data());
        }
    }

    @Test
    void anyPartOfAGroupCanBeRead() {
        byte[] group = group(EVENTS);
        assertThat(read(group, 10, 11)).extracting(Delivery::position).containsExactly(11L);
        assertThat(read(group, 12, 20)).isEmpty();

        List<Delivery> some = new ArrayList<>();
        EventGroup.read(10, group).addTo(some, new long[] {3, 10, 12, 40}, 0, 4, position -> "epoch234");
        assertThat(some).extracting(Delivery::position).containsExactly(10L, 12L);
    }

    @Test
    void groupEndsAt4KiBOrWithOneEvent() {
        EventGroup.Writer writer = new EventGroup.Writer();
        assertThat(writer.add(Event.of("a", "x".repeat(200_000)))).isTrue();
        assertThat(writer.add(Event.of("a", ""))).isFalse();
        assertThat(writer.finish(1, 1)).hasSizeGreaterThan(200_000);

        int count = 0;
        while (writer.add(Event.of("a", "x".repeat(100)))) {
            count++;
        }
        assertThat(count).isBetween(25, 40);
        assertThat(writer.finish(1, 1)).hasSizeLessThan(EventGroup.MAX_BYTES + 64);
        assertThat(writer.isEmpty()).isTrue();
    }

    @Test
    void whatIsCutOffAnywhereIsFoundOut() {
        byte[] whole = group(EVENTS);
        for (int cut = 0; cut < whole.length; cut++) {
            byte[] part = Arrays.copyOf(whole, cut);
            assertThat(catchThrowable(() -> read(part, 0, Long.MAX_VALUE)))
                    .as("cut at %d", cut)
                    .isInstanceOf(DamagedLogException.class);
        }
    }

    @Test
    void noOtherBytesDoMoreThanBeRefused() {
        long seed = Long.getLong("tidings.seed", System.nanoTime());
        System.out.println("EventGroupTest: -Dtidings.seed=" + seed);
        Random random = new Random(seed);
        byte[] whole = group(EVENTS);
        for (int i = 0; i < 20_000; i++) {
            byte[] changed = whole.clone();
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            }
            assertThatCode(() -> {
                        try {
                            read(changed, 0, 100);
                        } catch (DamagedLogException refused) {
                            assertThat(refused).hasMessageNotContaining("null");
                        }
                    })
                    .doesNotThrowAnyException();
        }
    }

    private static byte[] group(List<Event> events) {
        EventGroup.Writer writer = new EventGroup.Writer();
        events.forEach(event -> assertThat(writer.add(event)).isTrue());
        return writer.finish(1_700_000_000_000L, 1);
    }

    private static List<Delivery> read(byte[] group, long after, long through) {
        List<Delivery> read = new ArrayList<>();
        EventGroup.read(10, group).addTo(read, after, through, 1_000, position -> "epoch234");
        return read;
    }
}
