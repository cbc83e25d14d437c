package dev.tidings.hub.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FilterTest {

    private static final Event EVENT = Event.of("filter.verified", "")
            .with("email", "ann@example.com", "a@example.com")
            .with("tenant", "7");

    @Test
    void everyNamedAttributeMustHaveOneOfItsValues() {
        Filter filter = Filter.topic("filter.*").where("email", "a@example.com", "b@example.com");
        assertThat(filter.matches(EVENT)).isTrue();
        assertThat(filter.where("tenant", "7", "8").matches(EVENT)).isTrue();
        assertThat(filter.where("tenant", "8").matches(EVENT)).isFalse();
        assertThat(filter.where("user", "ann").matches(EVENT)).isFalse();
        assertThat(Filter.topic("filter").where("tenant", "7").matches(EVENT)).isFalse();
        assertThat(Filter.all().where("email", "ANN@example.com").matches(EVENT))
                .isFalse();
    }

    @Test
    void anyOfSeveralPatternsIsEnough() {
        assertThat(Filter.topics("chat.**", "*.verified").matches(EVENT)).isTrue();
        assertThat(Filter.topics("chat.**", "*.created").matches(EVENT)).isFalse();
    }

    @Test
    void filterWithoutPatternsOrWithAnEmptySetMatchesNothing() {
        for (Filter nothing : List.of(
                Filter.topics(List.of()),
                Filter.all().where("email"),
                Filter.all().where("email", "a@example.com").where("email", "b@example.com"))) {
            assertThat(nothing.matches(EVENT)).isFalse();
            assertThat(nothing.matchesNothing()).isTrue();
            assertThat(nothing.keys()).isZero();
        }
    }

    @Test
    void namingAnAttributeAgainLeavesWhatBothName() {
        Filter filter = Filter.all().where("n", "1", "2", "3").where("n", "2", "3", "4");
        assertThat(filter.attributes()).containsOnly(java.util.Map.entry("n", Set.of("2", "3")));
    }

    @Test
    void orderAndRepetitionMakeNoDifference() {
        Filter one =
                Filter.topics("b", "a.**", "a.b", "b").where("m", "1", "2", "1").where("n", "x");
        Filter other = Filter.topics("a.**", "b").where("n", "x").where("m", "2", "1");
        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other).hasToString("[a.**, b] m=[1, 2] n=[x]");
        assertThat(one).isNotEqualTo(other.where("n", "y")).isNotEqualTo(Filter.topics("a.**", "b"));
    }

    @Test
    void filtersWithManyValuesAreEqualWhateverTheirOrder() {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            values.add("v" + i);
        }
        Filter one = Filter.all().where("n", values);
        Collections.shuffle(values, new java.util.Random(1));
        assertThat(Filter.all().where("n", values))
                .isEqualTo(one)
                .hasSameHashCodeAs(one)
                .hasToString(one.toString());
        assertThat(one.keys()).isEqualTo(60);
    }

    @Test
    void filterHasAtMost16Patterns() {
        List<String> patterns = new ArrayList<>();
        for (int i = 0; i < 17; i++) {
            patterns.add("t" + i);
        }
        assertThat(Filter.topics(patterns.subList(0, 16)).topics()).hasSize(16);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Filter.topics(patterns))
                .withMessage("topics: 17 patterns (expected: at most 16)");
    }

    @Test
    void keysAreTheCombinationsOfValues() {
        assertThat(Filter.all().keys()).isEqualTo(1);
        assertThat(Filter.all().where("m", "1", "2").where("n", "1", "2", "3").keys())
                .isEqualTo(6);
    }
}
