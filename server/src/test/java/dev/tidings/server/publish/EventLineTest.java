package dev.tidings.server.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventLimits;
import org.junit.jupiter.api.Test;

class EventLineTest {

    private static Event read(String json) {
        return new EventLine(EventLimits.DEFAULT).read(json.getBytes(UTF_8), 7);
    }

    @Test
    void aLineIsAnEvent() {
        Event event =
                read("{\"topic\":\"a.b\",\"attributes\":{\"n\":[1,\"ä\"]},\"type\":\"t\",\"data\":{\"x\": \"ö\"}}");

        assertThat(event.topic()).isEqualTo("a.b");
        assertThat(event.values("n")).containsExactly("1", "ä");
        assertThat(event.type()).isEqualTo("t");
        assertThat(event.data()).isEqualTo("{\"x\":\"ö\"}");
    }

    @Test
    void whatIsWrongIsToldWithItsLine() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("{\"topic\":\"a\",\"dta\":1}"))
                .withMessageStartingWith("line 7, column ")
                .withMessageContaining("'dta'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("{\"topic\":\"a\",\"data\":1,\"idempotencyKey\":\"k\"}"))
                .withMessageStartingWith("line 7: idempotencyKey");
    }
}
