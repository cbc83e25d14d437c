package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.server.Transport;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same over every way to the kernel. */
class TransportTest {

    private static final Protocol HTTP = Protocol.HTTP_1_1;

    private static RunningHub start(Transport transport) {
        try {
            return RunningHub.start(settings -> settings.transport(transport));
        } catch (IllegalStateException notHere) {
            assumeTrue(false, notHere.getMessage());
            throw notHere;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReaderThatPausesGetsEverythingInOrder(Transport transport) {
        try (RunningHub hub = start(transport);
                RawClient slow = RawClient.connect(hub.port(), HTTP, 16 << 10).send(HTTP.get("/sse"))) {
            slow.readHead();
            RawStream stream = slow.stream(HTTP);
            stream.nextBlock();
            List<EventId> published = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                published.add(hub.publish(Event.of("a", i + "x".repeat(4000))));
            }

            for (int i = 0; i < published.size(); i++) {
                assertThat(stream.nextBlock()).startsWith("id: " + published.get(i) + "\ndata: " + i + "x");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theLargestEventArrives(Transport transport) {
        try (RunningHub hub = start(transport);
                RawClient client = hub.connect().send(HTTP.get("/sse"))) {
            client.readHead();
            RawStream stream = client.stream(HTTP);
            stream.nextBlock();
            String data = "y".repeat(256 << 10);

            EventId small = hub.publish(Event.of("a", "small"));
            EventId large = hub.publish(Event.of("a", data));

            assertThat(stream.nextBlock()).isEqualTo("id: " + small + "\ndata: small\n\n");
            assertThat(stream.nextBlock()).isEqualTo("id: " + large + "\ndata: " + data + "\n\n");
        }
    }

    @Test
    void autoTakesOneThatWorks() {
        try (RunningHub hub = RunningHub.start()) {
            assertThat(hub.server().transport()).isNotEqualTo(Transport.AUTO);
        }
    }

    @Test
    void anAddressThatIsTakenIsNamed() {
        try (RunningHub hub = RunningHub.start()) {
            assertThatThrownBy(() -> RunningHub.start(settings -> settings.port(hub.port())))
                    .hasMessageContaining("cannot listen on 127.0.0.1:" + hub.port());
        }
    }
}
