package dev.tidings.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LastArrivalTest {
    private final LastArrival last = new LastArrival(2);

    @Test
    void theLastSubscriberCounts() {
        last.startTiming(0);
        last.event(0, 100, 110);
        last.event(1, 200, 220);
        last.event(1, 200, 230);
        last.event(0, 100, 400);

        assertThat(last.latency().getTotalCount()).isEqualTo(2);
        assertThat(last.latency().getMinValue()).isEqualTo(30);
        assertThat(last.latency().getMaxValue()).isEqualTo(300);
    }

    @Test
    void whatWasDueBeforeIsNotTimed() {
        last.event(0, 90, 95);
        last.event(0, 90, 96);
        last.event(1, 100, 110);
        last.startTiming(105);
        last.event(1, 100, 120);
        last.event(2, 105, 125);
        last.event(2, 105, 126);

        assertThat(last.latency().getTotalCount()).isEqualTo(1);
        assertThat(last.latency().getMaxValue()).isEqualTo(21);
    }

    @Test
    void whatOneNeverHasHoldsNothingElseBack() {
        for (int number = 0; number < 10_000; number++) last.event(number, 0, 1);
        for (int number = 1; number < 10_000; number++) last.event(number, 0, 2);

        assertThat(last.latency().getTotalCount()).isEqualTo(9_999);
    }
}
