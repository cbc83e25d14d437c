package dev.tidings.hubclient;

import dev.tidings.hub.event.Event;
import java.io.ByteArrayOutputStream;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Events as a hub reads them (docs/http.md, <i>Publish</i>), each on a line of its own. Safe for any thread. */
final class EventWriter {

    private static final JsonFactory JSON = new JsonFactory();

    private EventWriter() {}

    /** One line, without its end: line ends within the data are escaped. */
    static byte[] line(Event event) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(event.dataUtf8().length + 128);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeStringProperty("topic", event.topic());
            writeAttributes(event, json);
            String type = event.type();
            if (type != null) {
                json.writeStringProperty("type", type);
            }
            json.writeName("data");
            // As text, also where it is JSON: so it comes out as it was, white space included.
            json.writeUTF8String(event.dataUtf8(), 0, event.dataUtf8().length);
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static void writeAttributes(Event event, JsonGenerator json) {
        if (event.attributeCount() == 0) {
            return;
        }
        json.writeName("attributes");
        json.writeStartObject();
        for (int i = 0; i < event.attributeCount(); i++) {
            json.writeName(event.attributeName(i));
            List<String> values = event.attributeValues(i);
            if (values.size() == 1) {
                json.writeString(values.get(0));
            } else {
                json.writeStartArray();
                values.forEach(json::writeString);
                json.writeEndArray();
            }
        }
        json.writeEndObject();
    }
}
