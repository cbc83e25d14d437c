package dev.tidings.hub.match;

import static dev.tidings.hub.match.Numbered.found;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Cells with so many topic patterns that they are kept in a trie. */
class TopicTrieTest {

    private static final int SEGMENTS = 32;

    private final SubscriptionIndex<Numbered> index = new SubscriptionIndex<>();

    @Test
    void trieFindsWhatPatternsMatch() {
        long seed = System.nanoTime();
        System.out.println("TopicTrieTest seed " + seed);
        Random random = new Random(seed);
        List<Numbered> targets = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            Numbered target = new Numbered(i, Filter.topic(randomPattern(random)));
            targets.add(target);
            index.add(target);
        }
        while (!targets.isEmpty()) {
            Event event = randomEvent(random);
            List<Integer> expected = targets.stream()
                    .filter(target -> target.subscription().matches(event))
                    .map(target -> target.number)
                    .toList();
            assertThat(found(index, event))
                    .as("%s, seed %d", event, seed)
                    .containsExactlyInAnyOrderElementsOf(expected);
            for (int i = 0; i < 4; i++) {
                index.remove(targets.remove(random.nextInt(targets.size())));
            }
        }
        assertThat(index.shapes()).isZero();
        assertThat(index.patterns()).isZero();
    }

    private static String randomPattern(Random random) {
        String[] choice = {"a", "b", "*"};
        StringBuilder pattern = new StringBuilder(choice[random.nextInt(3)]);
        int many = 0;
        for (int i = random.nextInt(6); i > 0; i--) {
            boolean isMany = random.nextInt(4) == 0 && many++ < 2;
            pattern.append('.').append(isMany ? "**" : choice[random.nextInt(3)]);
        }
        return pattern.toString();
    }

    private static Event randomEvent(Random random) {
        StringBuilder topic = new StringBuilder("a");
        for (int i = random.nextInt(9); i > 0; i--) {
            topic.append(random.nextInt(3) == 0 ? ".b" : ".a");
        }
        return Event.of(topic.toString(), "");
    }

    @Test
    void aNodeIsVisitedAtMostOnceWhereverItMatches() {
        // Each pattern begins and ends with '**' and almost matches at every place of a topic of equal segments.
        int nodes = 0;
        for (int length = 1; length <= 14; length++) {
            String run = "a" + ".a".repeat(length - 1);
            index.add(new Numbered(length, Filter.topic("**." + run + ".b.**." + run)));
            index.add(new Numbered(100 + length, Filter.topic("**." + run + ".**." + run + ".b")));
            nodes += 4 * length + 6;
        }
        Event event = Event.of("a" + ".a".repeat(SEGMENTS - 1), "");
        assertThat(found(index, event)).isEmpty();
        assertThat(index.lookups()).isLessThan(nodes);
    }

    @Test
    void aLookUpIsMadeForEachSegmentThatIsDifferent() {
        for (int i = 0; i < 10; i++) {
            index.add(new Numbered(i, Filter.topic("**.n" + i)));
        }
        assertThat(found(index, Event.of("a.b.a.b.n3", ""))).containsExactly(3);
        // One for the cell, and one each for a, b and n3.
        assertThat(index.lookups()).isEqualTo(4);
    }

    @Test
    void noPatternMakesAMatchExplode() {
        Random random = new Random(7);
        for (int i = 0; i < 5_000; i++) {
            String[] segments = new String[SEGMENTS];
            for (int j = 0; j < SEGMENTS; j++) {
                segments[j] = random.nextBoolean() ? "a" : "*";
            }
            segments[random.nextInt(8)] = "**";
            segments[8 + random.nextInt(8)] = "**";
            index.add(new Numbered(i, Filter.topic(String.join(".", segments))));
        }
        Event event = Event.of("a" + ".a".repeat(SEGMENTS - 1), "");
        assertThat(found(index, event)).hasSize(5_000);
        assertThat(index.lookups()).isLessThan(5_000L * SEGMENTS);
    }
}
