package dev.tidings.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SpreadTest {

    @Test
    void everyoneHasALaneOfHisOwn() {
        for (int lanes = 1; lanes < 300; lanes++) {
            Spread spread = new Spread(lanes);
            LongStream all = LongStream.range(0, lanes).map(number -> spread.lane((int) number));

            assertThat(all.sorted().toArray())
                    .isEqualTo(LongStream.range(0, lanes).toArray());
        }
    }

    @Test
    void fewLieEvenlyOverMany() {
        Spread spread = new Spread(100_000);
        long[] sorted = LongStream.range(0, 10_000)
                .map(number -> spread.lane((int) number))
                .sorted()
                .toArray();

        for (int i = 1; i < sorted.length; i++)
            assertThat(sorted[i] - sorted[i - 1]).isLessThan(40);
    }
}
