package dev.tidings.hub.match;

import static dev.tidings.hub.match.Numbered.found;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The index against going through a list, while targets come and go. */
class IndexModelTest {

    private static final int STEPS = 8_000;
    private static final List<String> NAMES = List.of("a", "b", "c", "d", "e", "f", "g");

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final List<Numbered> model = new ArrayList<>();

    /** With seven attributes there are 128 shapes: the fewer may live, the more filters are checked after the look-up. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5, SubscriptionIndex.DEFAULT_MAX_SHAPES, 1_000})
    void indexFindsWhomAScanFindsEachOnce(int maxShapes) {
        System.out.println("IndexModelTest seed " + seed);
        SubscriptionIndex<Numbered> index = new SubscriptionIndex<>(maxShapes);
        for (int step = 0; step < STEPS; step++) {
            boolean growing = step / 1_000 % 2 == 0;
            if (random.nextInt(10) < (growing ? 4 : 1)) {
                Numbered target = new Numbered(step, randomFilters());
                model.add(target);
                index.add(target);
            } else if (!model.isEmpty() && random.nextInt(10) < (growing ? 1 : 5)) {
                index.remove(model.remove(random.nextInt(model.size())));
            } else {
                Event event = randomEvent();
                List<Integer> expected = model.stream()
                        .filter(target -> target.subscription().matches(event))
                        .map(target -> target.number)
                        .toList();
                assertThat(found(index, event))
                        .as("%s, step %d, seed %d", event, step, seed)
                        .containsExactlyInAnyOrderElementsOf(expected);
            }
            assertThat(index.size()).isEqualTo(model.size());
            assertThat(index.shapes()).isLessThanOrEqualTo(maxShapes + 1);
        }
        model.forEach(index::remove);
        assertThat(index.isEmpty()).isTrue();
        assertThat(index.shapes()).isZero();
        assertThat(index.patterns()).isZero();
    }

    private Filter[] randomFilters() {
        Filter[] filters = new Filter[1 + random.nextInt(3)];
        for (int i = 0; i < filters.length; i++) {
            filters[i] = randomFilter();
        }
        return filters;
    }

    private Filter randomFilter() {
        List<String> patterns = new ArrayList<>();
        for (int i = random.nextInt(8) == 0 ? 6 : 1 + random.nextInt(2); i > 0; i--) {
            patterns.add(randomTopic(random.nextInt(3) == 0));
        }
        Filter filter = Filter.topics(patterns);
        for (int i = random.nextInt(5); i > 0; i--) {
            filter = filter.where(NAMES.get(random.nextInt(NAMES.size())), randomValues());
        }
        return filter;
    }

    private Event randomEvent() {
        Event.Builder event = Event.builder(randomTopic(false));
        for (String name : NAMES) {
            if (random.nextInt(3) > 0) {
                randomValues().forEach(value -> event.attribute(name, value));
            }
        }
        return event.build();
    }

    private List<String> randomValues() {
        List<String> values = new ArrayList<>();
        for (int i = random.nextInt(3) == 0 ? 2 : 1; i > 0; i--) {
            values.add(String.valueOf(random.nextInt(3)));
        }
        return values;
    }

    private String randomTopic(boolean wildcards) {
        List<String> segments = new ArrayList<>();
        int many = 0;
        for (int i = random.nextInt(3); i >= 0; i--) {
            int kind = wildcards ? random.nextInt(5) : 4;
            if (kind == 0 && many++ < 2) {
                segments.add("**");
            } else {
                segments.add(kind == 1 ? "*" : String.valueOf((char) ('x' + random.nextInt(3))));
            }
        }
        return String.join(".", segments);
    }
}
