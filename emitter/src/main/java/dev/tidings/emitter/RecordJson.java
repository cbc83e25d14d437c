package dev.tidings.emitter;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.InjectableValues;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;

/**
 * A record as JSON: its attributes are left out unless they are asked for, and are put in from elsewhere when it is read.
 * <p>
 * Immutable, safe for any thread.
 */
final class RecordJson<T> {
    /*
     * The application's own mapper with two things changed, both for this one type (AttributeModule): of its properties those are
     * not written that are attributes, and its constructor is given them as injected values. All else, names and formats and what
     * records hold, is as that mapper does it everywhere.
     */

    private final @Nullable InjectableValues others;
    private final ObjectWriter writer;
    private final ObjectReader reader;

    /** @throws JacksonException if the mapper cannot write such a record, or cannot read one */
    RecordJson(Class<T> type, List<AttributeComponent> attributes, JsonMapper mapper) {
        JsonMapper own = mapper.rebuild()
                .addModule(new AttributeModule(type, attributes))
                .build();
        this.others = own.getInjectableValues();
        this.writer = own.writerFor(type);
        this.reader = own.readerFor(type);
        writer.acceptJsonFormatVisitor(type, new JsonFormatVisitorWrapper.Base());
        reader.readValue("null");
    }

    byte[] write(T value) {
        try {
            return writer.writeValueAsBytes(value);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("data: " + e.getMessage(), e);
        }
    }

    /** @param values of the attributes, in their order */
    T read(byte[] json, @Nullable Object[] values) {
        T value;
        try {
            value = reader.with(new InjectedAttributes(values, others)).readValue(json);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("data: " + e.getMessage(), e);
        }
        if (value == null) {
            throw new IllegalArgumentException("data: null (expected: a JSON object)");
        }
        return value;
    }
}
