package dev.tidings.server.publish;

import static java.util.Objects.requireNonNull;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventLimits;
import dev.tidings.hub.event.Publication;
import dev.tidings.server.http.HttpHead;
import dev.tidings.server.http.Problem;
import dev.tidings.server.http.ProblemException;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonParser;

/**
 * CloudEvents 1.0 in the three modes of their HTTP binding: structured and batched as JSON, binary in the head and the body of a
 * request.
 * <p>
 * Safe for any thread.
 */
final class CloudEvents extends JsonEvents {

    /** What the names of header fields begin with that are attributes. */
    private static final String PREFIX = "ce-";

    private static final byte[] NOTHING = {};

    private final EventLimits limits;
    private final CloudEventAttributes mapping;

    CloudEvents(EventLimits limits, CloudEventAttributes mapping) {
        super("a CloudEvent", "an array of CloudEvents", "send several batches");
        this.limits = requireNonNull(limits, "limits");
        this.mapping = requireNonNull(mapping, "mapping");
    }

    @Override
    CloudEventReader reader(JsonParser parser, JsonText text, Publisher publisher) {
        return new CloudEventReader(parser, text, limits, new CloudEventContext("", mapping, publisher, limits));
    }

    WholePublish.Parser structured(Publisher publisher) {
        return (body, length) -> parse(body, length, Shape.ONE, publisher, null);
    }

    WholePublish.Parser batched(Publisher publisher) {
        return (body, length) -> parse(body, length, Shape.ARRAY, publisher, null);
    }

    /**
     * Takes a CloudEvent's data from the body; the rest of it stands in the head.
     *
     * @throws ProblemException 400 if anything is wrong with the head
     */
    WholePublish.Parser binary(HttpHead head, Publisher publisher) {
        CloudEventContext context = new CloudEventContext(PREFIX, mapping, publisher, limits);
        try {
            for (String field : head.names()) {
                String name = field.toLowerCase(Locale.ROOT);
                if (name.startsWith(PREFIX)) {
                    put(context, name, head.values(name));
                }
            }
            String contentType = head.value("Content-Type");
            boolean typed = contentType != null && !contentType.isBlank();
            if (contentType != null && typed) {
                context.begin("datacontenttype");
                context.put("datacontenttype", contentType);
            }
            // Whether it is complete is known without the body.
            context.event(NOTHING);
            context.key();
            return (body, length) -> binary(context, typed, body, length, publisher);
        } catch (IllegalArgumentException e) {
            throw Problem.of(400, String.valueOf(e.getMessage())).toException();
        }
    }

    private static void put(CloudEventContext context, String field, List<String> values) {
        String name = field.substring(PREFIX.length());
        if (values.size() > 1) {
            throw new IllegalArgumentException(field + ": " + values.size() + " header fields (expected: one)");
        }
        if (name.equals("datacontenttype")) {
            throw new IllegalArgumentException(
                    field + ": a header field (expected: Content-Type, which says it in binary mode)");
        }
        context.begin(name);
        String value;
        try {
            value = HeaderText.percentDecoded(HeaderText.unquoted(values.get(0)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(field + ": " + e.getMessage(), e);
        }
        context.put(name, value);
    }

    private EventBatch binary(CloudEventContext context, boolean typed, byte[] body, int length, Publisher publisher) {
        if (length > 0 && !typed) {
            throw Problem.of(415, "no Content-Type (expected: that of the data: " + DataType.EXPECTED + ")")
                    .toException();
        }
        byte[] data = length == 0 ? NOTHING : context.dataType().sent(body, length, limits);
        try {
            Event event = context.event(data);
            if (!publisher.mayPublish(event)) {
                throw Problem.of(403, publisher.refusal(event)).toException();
            }
            return new EventBatch(Publication.of(List.of(event), context.key()), false);
        } catch (IllegalArgumentException e) {
            throw Problem.of(400, String.valueOf(e.getMessage())).toException();
        }
    }
}
