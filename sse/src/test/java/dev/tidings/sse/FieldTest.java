package dev.tidings.sse;

import static dev.tidings.sse.Recorder.decode;
import static dev.tidings.sse.Recorder.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.sse.Recorder.Comment;
import dev.tidings.sse.Recorder.LastId;
import dev.tidings.sse.Recorder.Retry;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldTest {
    @Test
    void lineThatBeginsWithAColonIsAComment() {
        assertThat(decode(":\n: a\n:data: b\n\n"))
                .containsExactly(new Comment(""), new Comment(" a"), new Comment("data: b"));
    }

    @Test
    void oneLeadingSpaceOfAValueIsRemoved() {
        assertThat(decode("data:a\ndata: b\ndata:  c\ndata:\td\n\n")).containsExactly(message("a\nb\n c\n\td"));
    }

    @Test
    void lineWithoutColonIsANameWithAnEmptyValue() {
        assertThat(decode("data\n\n")).containsExactly(message(""));
        assertThat(decode("event: a\nevent\ndata: b\n\n")).containsExactly(message("b"));
    }

    @Test
    void valueMayHoldColons() {
        assertThat(decode("data: a: b:\n\n")).containsExactly(message("a: b:"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Data", "DATA", " data", "data ", "dat", "dataa", "\uFEFFdata", "\0data", "datä", "", "x"})
    void namesAreLiteralAndUnknownOnesIgnored(String name) {
        assertThat(decode("data: a\n" + name + ": b\n\n")).contains(message("a"));
    }

    @Test
    void eventSetsTheTypeOfOneMessage() {
        assertThat(decode("event: a\nevent: b\ndata: c\n\ndata: d\n\n"))
                .containsExactly(message("b", "c", ""), message("d"));
    }

    @Test
    void emptyEventMeansMessage() {
        assertThat(decode("event:\ndata: a\n\nevent\ndata: b\n\n")).containsExactly(message("a"), message("b"));
    }

    @Test
    void eventWithoutDataIsForgotten() {
        assertThat(decode("event: a\n\ndata: b\n\n")).containsExactly(message("b"));
    }

    @Test
    void idStaysUntilTheNextOne() {
        assertThat(decode("id: 1\ndata: a\n\ndata: b\n\nid: 2\nid: 3\ndata: c\n\n"))
                .containsExactly(
                        new LastId("1"),
                        message("message", "a", "1"),
                        message("message", "b", "1"),
                        new LastId("3"),
                        message("message", "c", "3"));
    }

    @Test
    void emptyIdTakesTheIdBack() {
        assertThat(decode("id: 1\ndata: a\n\nid\ndata: b\n\n"))
                .containsExactly(new LastId("1"), message("message", "a", "1"), new LastId(""), message("b"));
    }

    @Test
    void idWithNulIsIgnored() {
        assertThat(decode("id: 1\nid: 2\0\ndata: a\n\nid: \0\n\n"))
                .containsExactly(new LastId("1"), message("message", "a", "1"));
    }

    @Test
    void retryIsANumberOfMilliseconds() {
        assertThat(decode("retry: 0\nretry:0250\n\nretry: 2000\n"))
                .containsExactly(
                        new Retry(Duration.ZERO), new Retry(Duration.ofMillis(250)), new Retry(Duration.ofSeconds(2)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "+1", "1.5", "1e3", "1000x", " 1000", "1000 ", "0x10", "١٢٣", "1\0"})
    void retryOfAnythingButDigitsIsIgnored(String value) {
        assertThat(decode("retry: " + value + "\n\n")).isEmpty();
    }

    @Test
    void retryBeyondALongIsTheLargestDuration() {
        Retry largest = new Retry(Duration.ofMillis(Long.MAX_VALUE));

        assertThat(decode("retry: 9223372036854775807\nretry: 9223372036854775808\nretry: " + "9".repeat(40) + "\n"))
                .containsExactly(largest, largest, largest);
    }
}
