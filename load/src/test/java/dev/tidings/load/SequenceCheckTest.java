package dev.tidings.load;

import static dev.tidings.load.SequenceCheck.Verdict.AFTER_A_GAP;
import static dev.tidings.load.SequenceCheck.Verdict.AFTER_A_HOLE;
import static dev.tidings.load.SequenceCheck.Verdict.DUPLICATE;
import static dev.tidings.load.SequenceCheck.Verdict.IN_ORDER;
import static dev.tidings.load.SequenceCheck.Verdict.LATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SequenceCheckTest {
    private final SequenceCheck check = new SequenceCheck();

    @Test
    void numbersInOrderAreRight() {
        for (int number = 0; number < 5; number++)
            assertThat(check.seen(number)).isEqualTo(IN_ORDER);

        assertThat(check.lostBefore(5)).isZero();
        assertThat(check.lostBefore(7)).as("the end is missing").isEqualTo(2);
    }

    @Test
    void aHoleIsLostUntilItIsFilled() {
        check.seen(0);

        assertThat(check.seen(4)).isEqualTo(AFTER_A_HOLE);
        assertThat(check.lostBefore(5)).isEqualTo(3);
        assertThat(check.seen(2)).isEqualTo(LATE);
        assertThat(check.seen(2)).isEqualTo(DUPLICATE);
        assertThat(check.seen(1)).isEqualTo(LATE);
        assertThat(check.seen(3)).isEqualTo(LATE);
        assertThat(check.lostBefore(5)).isZero();
    }

    @Test
    void whatAGapAnnouncedIsNotLost() {
        check.seen(0);
        check.gap();

        assertThat(check.seen(9)).isEqualTo(AFTER_A_GAP);
        assertThat(check.lostBefore(10)).isZero();
        assertThat(check.announced()).isEqualTo(8);
        assertThat(check.seen(12)).as("a gap excuses one jump only").isEqualTo(AFTER_A_HOLE);
    }

    @Test
    void anyOrderIsCountedAsASetCountsIt() {
        long seed = System.nanoTime();
        System.out.println("SequenceCheckTest seed: " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            SequenceCheck counted = new SequenceCheck();
            Set<Integer> seen = new HashSet<>();
            int duplicates = 0;
            int expectedDuplicates = 0;
            for (int step = 0; step < 100; step++) {
                int number = random.nextInt(50);
                if (!seen.add(number)) expectedDuplicates++;
                if (counted.seen(number) == DUPLICATE) duplicates++;
            }
            assertThat(duplicates).isEqualTo(expectedDuplicates);
            assertThat(counted.lostBefore(50)).isEqualTo(50 - seen.size());
        }
    }
}
