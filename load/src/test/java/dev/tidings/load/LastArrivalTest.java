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
        last.event(0, 100, 110);
        last.startTiming(105);
        last.event(0, 100, 120);
        last.event(1, 105, 125);
        last.event(1, 105, 126);

        assertThat(last.latency().getTotalCount()).isEqualTo(1);
        assertThat(last.latency().getMaxValue()).isEqualTo(21);
    }
}
