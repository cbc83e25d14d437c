package dev.tidings.hub.match;

import static dev.tidings.hub.match.Numbered.found;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Strangers choose the values: thousands with one hash code must not slow anybody down. */
class HashCollisionTest {

    private static final int STRANGERS = 30_000;

    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    /** Processor time: far more than a tree needs, far less than going through 30 000 values 30 000 times. */
    private static final Duration BOUND = Duration.ofSeconds(4);

    /** "Aa" and "BB" have the same hash code, and so have all words made of them. */
    private static List<String> collidingWords() {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < STRANGERS; i++) {
            StringBuilder word = new StringBuilder();
            for (int bit = 0; bit < 15; bit++) {
                word.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            words.add(word.toString());
        }
        assertThat(words)
                .doesNotHaveDuplicates()
                .allMatch(word -> word.hashCode() == words.get(0).hashCode());
        return words;
    }

    @Test
    void valuesWithOneHashCodeAreFoundByTree() {
        assertQuick(
                word -> Filter.topic("t").where("email", word),
                word -> Event.of("t", "").with("email", word));
    }

    @Test
    void tuplesWithOneHashCodeAreFoundByTree() {
        assertQuick(
                word -> Filter.topic("t")
                        .where("email", word)
                        .where("tenant", "7")
                        .where("user", word),
                word -> Event.of("t", "")
                        .with("email", word)
                        .with("tenant", "7")
                        .with("user", word));
    }

    @Test
    void topicsWithOneHashCodeAreFoundByTree() {
        assertQuick(Filter::topic, word -> Event.of(word, ""));
    }

    @Test
    void segmentsWithOneHashCodeAreFoundByTree() {
        assertQuick(word -> Filter.topic("*." + word), word -> Event.of("x." + word, ""));
    }

    private static void assertQuick(Function<String, Filter> filter, Function<String, Event> event) {
        SubscriptionIndex<Numbered> index = new SubscriptionIndex<>();
        List<String> words = collidingWords();
        long cpuBefore = CPU.getCurrentThreadCpuTime();
        List<Numbered> targets = new ArrayList<>();
        for (int i = 0; i < STRANGERS; i++) {
            targets.add(new Numbered(i, filter.apply(words.get(i))));
            index.add(targets.get(i));
        }
        for (int i = 0; i < STRANGERS; i++) {
            if (!found(index, event.apply(words.get(i))).equals(List.of(i))) {
                throw new AssertionError(words.get(i));
            }
        }
        targets.forEach(index::remove);
        assertThat(Duration.ofNanos(CPU.getCurrentThreadCpuTime() - cpuBefore)).isLessThan(BOUND);
        assertThat(index.isEmpty()).isTrue();
        assertThat(index.patterns()).isZero();
    }
}
