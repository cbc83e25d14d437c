package dev.tidings.sse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpAcceptTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/event-stream",
                "TEXT/Event-Stream",
                "text/event-stream;charset=utf-8",
                "text/event-stream; q=0.1",
                "text/event-stream;q=0.001",
                "text/*",
                "*/*",
                "*",
                "text/html, */*;q=0.8",
                "application/json, text/event-stream",
                "*/*;q=0, text/event-stream",
                "text/*;q=0,text/event-stream;q=1.000",
                "",
                " ",
                ",",
            })
    void admitted(String accept) {
        assertThat(HttpAccept.admitsEventStream(List.of(accept))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "text/html",
                "text/event-stream;q=0",
                "text/event-stream; q = 0.",
                "text/event-stream; Q=0.000, */*",
                "text/*;q=0, */*;q=1",
                "*/*;q=0",
                "text/event",
                "text/event-streams",
                "nonsense",
            })
    void notAdmitted(String accept) {
        assertThat(HttpAccept.admitsEventStream(List.of(accept))).isFalse();
    }

    @Test
    void noFieldAdmitsAndSeveralAreOneList() {
        assertThat(HttpAccept.admitsEventStream(List.of())).isTrue();
        assertThat(HttpAccept.admitsEventStream(List.of("text/html", "text/event-stream")))
                .isTrue();
        assertThat(HttpAccept.admitsEventStream(List.of("*/*", "text/event-stream;q=0")))
                .isFalse();
    }
}
