package dev.tidings.hub.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventIdTest {

    @ParameterizedTest
    @ValueSource(strings = {"k3fq9x2a-0", "k3fq9x2a-42", "abcdefghijklmnopqrstuvwxyz-9223372036854775807"})
    void idIsReadAsItWasWritten(String text) {
        assertThat(EventId.parse(text)).map(EventId::toString).contains(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "42",
                "k3fq9x2a",
                "k3fq9x2a-",
                "-42",
                "k3fq9x2a-042",
                "k3fq9x2a--1",
                "k3fq9x2a-+1",
                "k3fq9x2a-4 2",
                "k3fq9x2a-42 ",
                "k3fq9x2a-٤",
                "k3fq9x2a-9223372036854775808",
                "k3fq9x2a-99999999999999999999",
                "K3FQ9X2A-42",
                "k3fq9x2-42",
                "abcdefghijklmnopqrstuvwxyz0-42",
                "k3fq9x2a-42-42",
                "k3fq9x2a-42\n",
            })
    void anyOtherTextIsNoId(String text) {
        assertThat(EventId.parse(text)).isEmpty();
    }

    @Test
    void partsAreChecked() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EventId("short", 1))
                .withMessage("epoch: 'short' (expected: 8-26 characters of [a-z0-9])");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EventId("k3fq9x2a", -1))
                .withMessage("position: -1 (expected: >= 0)");
    }
}
