package dev.tidings.server.publish;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventLimits;
import dev.tidings.server.http.HttpHead;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * CloudEvents: structured and batched as the input stands; binary where it begins with lines of header fields, a blank line and
 * then the data.
 */
public final class CloudEventTarget {

    private static final CloudEvents CLOUD_EVENTS = new CloudEvents(
            EventLimits.DEFAULT, new CloudEventAttributes(Map.of("subject", "subject", "tenantid", "tenant")));

    private CloudEventTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Optional<EventBatch> one =
                Published.of(() -> CLOUD_EVENTS.structured(Publisher.UNKNOWN).parse(input, input.length));
        Optional<EventBatch> array =
                Published.of(() -> CLOUD_EVENTS.batched(Publisher.UNKNOWN).parse(input, input.length));
        assertThat(one.isPresent() && array.isPresent()).isFalse();
        one.ifPresent(batch -> check(batch, 1));
        array.ifPresent(batch -> check(batch, batch.events().size()));
        binary(input).ifPresent(batch -> check(batch, 1));
    }

    /** Each has its key, by which it is published once. */
    private static void check(EventBatch batch, int events) {
        assertThat(batch.events()).hasSize(events);
        if (batch.publication() != null) {
            batch.publication().parts().forEach(part -> assertThat(part.key()).isNotNull());
        }
        for (Event event : batch.events()) {
            assertThat(event.type()).isNull();
        }
    }

    private static Optional<EventBatch> binary(byte[] input) {
        HttpHeaders headers = new DefaultHttpHeaders();
        int at = 0;
        for (int end = lineEnd(input, at); end > at; end = lineEnd(input, at)) {
            String line = new String(input, at, end - at, ISO_8859_1);
            int colon = line.indexOf(':');
            if (colon < 1) {
                return Optional.empty();
            }
            try {
                headers.add(line.substring(0, colon), line.substring(colon + 1).strip());
            } catch (IllegalArgumentException noField) {
                return Optional.empty();
            }
            at = end + 1;
        }
        HttpHead head = new HttpHead("POST", "/events", null, "localhost", headers, false, false, true);
        byte[] data = Arrays.copyOfRange(input, Math.min(at + 1, input.length), input.length);
        return Published.of(() -> {
                    PublishFormat format = PublishFormat.of(head);
                    return format == PublishFormat.CLOUD_EVENT_DATA
                            ? CLOUD_EVENTS.binary(head, Publisher.UNKNOWN).parse(data, data.length)
                            : new EventBatch(null, false);
                })
                .filter(batch -> batch.publication() != null);
    }

    private static int lineEnd(byte[] input, int from) {
        for (int i = from; i < input.length; i++) {
            if (input[i] == '\n') {
                return i;
            }
        }
        return from;
    }
}
