package dev.tidings.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeliveriesTest {
    private final Deliveries deliveries = new Deliveries(2);
    private int calls;

    @Test
    void whoWaitsIsCalledOnceWhenAllLoopsTogetherHaveSoMany() {
        deliveries.add(0, 3);
        deliveries.whenThereAre(7, () -> calls++);
        deliveries.add(1, 3);
        assertThat(calls).isZero();
        deliveries.add(0, 1);
        deliveries.add(0, 1);

        assertThat(calls).isEqualTo(1);
        assertThat(deliveries.total()).isEqualTo(8);
    }

    @Test
    void whoWaitsForLessThanThereAreIsCalledAtOnce() {
        deliveries.add(0, 3);
        deliveries.whenThereAre(3, () -> calls++);

        assertThat(calls).isEqualTo(1);
    }
}
