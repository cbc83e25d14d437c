package dev.tidings.server.admin;

import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.shard.SubscriberView;
import dev.tidings.server.stream.OpenStream;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Streams as they are found on the event loops, and then as JSON, which is written elsewhere: it takes longer than a loop may. */
final class SubscriptionList {

    /** 8 MiB: what an event loop copies in a moment. */
    private static final int MAX_BYTES = 8 << 20;

    private static final JsonFactory JSON = new JsonFactory();

    private final Selector selector;
    private final int limit;
    private final Queue<Row> rows = new ConcurrentLinkedQueue<>();
    private final AtomicInteger found = new AtomicInteger();

    private record Row(
            String id,
            String principal,
            Subscription subscription,
            Duration age,
            SubscriberView.Standing standing,
            @Nullable EventId position,
            long pendingBytes) {

        static Row of(SubscriberView view, OpenStream stream) {
            return new Row(
                    stream.id(),
                    view.principal(),
                    view.subscription(),
                    stream.age(),
                    view.standing(),
                    view.position(),
                    view.pendingBytes());
        }
    }

    /** @param limit how many are listed at most */
    SubscriptionList(Selector selector, int limit) {
        this.selector = selector;
        this.limit = limit;
    }

    /** On the event loop of the stream. */
    void visit(SubscriberView view) {
        if (view.subscriber() instanceof OpenStream stream && selector.test(view) && found.incrementAndGet() <= limit) {
            rows.add(Row.of(view, stream));
        }
    }

    /**
     * When all have been visited.
     *
     * @param head the newest place in the log
     */
    byte[] toJson(Instant now, EventId head) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(4 << 10);
        int listed = 0;
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeArrayPropertyStart("subscriptions");
            for (Row row : rows) {
                if (bytes.size() > MAX_BYTES) {
                    break;
                }
                write(json, row, now);
                json.flush();
                listed++;
            }
            json.writeEndArray();
            json.writeNumberProperty("found", found.get());
            json.writeNumberProperty("leftOff", found.get() - listed);
            json.writeStringProperty("head", head.toString());
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, Row row, Instant now) {
        json.writeStartObject();
        json.writeStringProperty("id", row.id());
        json.writeStringProperty("principal", row.principal());
        json.writeArrayPropertyStart("filters");
        row.subscription().filters().forEach(filter -> write(json, filter));
        json.writeEndArray();
        json.writeStringProperty(
                "since", now.minus(row.age()).truncatedTo(ChronoUnit.SECONDS).toString());
        json.writeStringProperty("state", row.standing().name().toLowerCase(Locale.ROOT));
        if (row.position() != null) {
            json.writeStringProperty("position", row.position().toString());
        }
        json.writeNumberProperty("pendingBytes", row.pendingBytes());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Filter filter) {
        json.writeStartObject();
        json.writeArrayPropertyStart("topics");
        filter.topics().forEach(topic -> json.writeString(topic.toString()));
        json.writeEndArray();
        json.writeObjectPropertyStart("attributes");
        for (Map.Entry<String, ? extends Iterable<String>> attribute :
                filter.attributes().entrySet()) {
            json.writeArrayPropertyStart(attribute.getKey());
            attribute.getValue().forEach(json::writeString);
            json.writeEndArray();
        }
        json.writeEndObject();
        json.writeEndObject();
    }
}
