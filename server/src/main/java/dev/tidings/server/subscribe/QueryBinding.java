package dev.tidings.server.subscribe;

import dev.tidings.server.http.Problem;
import dev.tidings.server.http.ProblemException;
import dev.tidings.server.http.Suggestion;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * From query parameters to a record of the application's: a component takes the parameter of its name, converted by Jackson, a
 * collection or an array all its values. What is left out is null; constraints of Jakarta Validation are checked if that is present.
 * <p>
 * Immutable, safe for any thread.
 */
final class QueryBinding<Q extends Record> {

    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final Set<String> RESERVED =
            Set.of(StartParameters.LAST_EVENT_ID, StartParameters.LAST, "ticket", "access_token");

    private static final Set<Class<?>> NUMBERS =
            Set.of(byte.class, short.class, int.class, long.class, Byte.class, Short.class, Integer.class, Long.class);

    private final Class<Q> type;
    private final Map<String, RecordComponent> components = new LinkedHashMap<>();
    private final Constraints constraints;

    /** @throws IllegalArgumentException if a component has a name that means something else, or a type that no text can be */
    QueryBinding(Class<Q> type) {
        this.type = type;
        for (RecordComponent component : type.getRecordComponents()) {
            if (RESERVED.contains(component.getName())) {
                throw new IllegalArgumentException("query: " + type.getName() + ": component '" + component.getName()
                        + "' is reserved (expected: any other name than " + String.join(", ", RESERVED) + ")");
            }
            components.put(component.getName(), component);
        }
        this.constraints = Constraints.of(type);
    }

    /** @throws ProblemException 400; the detail names the parameter */
    Q bind(Map<String, List<String>> parameters) {
        ObjectNode object = MAPPER.createObjectNode();
        parameters.forEach((name, values) -> put(object, name, values));
        components.values().forEach(component -> requirePrimitive(component, object));
        try {
            Q query = MAPPER.treeToValue(object, type);
            constraints.check(query);
            return query;
        } catch (DatabindException e) {
            throw malformed(e, parameters);
        }
    }

    private void put(ObjectNode object, String name, List<String> values) {
        RecordComponent component = components.get(name);
        if (component == null) {
            String takes = components.isEmpty() ? "no parameters" : String.join(", ", components.keySet());
            throw refused("unknown parameter " + Problem.quote(name) + ": this endpoint takes " + takes
                    + Suggestion.near(name, components.keySet()));
        }
        if (takesSeveral(component)) {
            ArrayNode array = object.putArray(name);
            values.forEach(array::add);
        } else if (values.size() > 1) {
            throw refused(
                    "parameter " + Problem.quote(name) + " is given " + values.size() + " times (expected: once)");
        } else {
            object.put(name, values.get(0));
        }
    }

    private static boolean takesSeveral(RecordComponent component) {
        return component.getType().isArray() || Collection.class.isAssignableFrom(component.getType());
    }

    private static void requirePrimitive(RecordComponent component, ObjectNode object) {
        if (component.getType().isPrimitive() && !object.has(component.getName())) {
            throw refused("missing parameter '" + component.getName() + "': this endpoint requires it");
        }
    }

    private ProblemException malformed(DatabindException failure, Map<String, List<String>> parameters) {
        String name =
                failure.getPath().isEmpty() ? null : failure.getPath().get(0).getPropertyName();
        RecordComponent component = name == null ? null : components.get(name);
        if (component == null) {
            // What the record's own constructor refuses.
            return refused("query: " + messageOf(failure));
        }
        return refused("parameter '" + name + "': "
                + Problem.quote(String.join(", ", parameters.getOrDefault(name, List.of()))) + " (expected: "
                + expectation(component) + ")");
    }

    private static String messageOf(Throwable failure) {
        Throwable cause = failure.getCause();
        String message = cause == null ? null : cause.getMessage();
        if (message != null) {
            return message;
        }
        return failure instanceof JacksonException json ? json.getOriginalMessage() : failure.toString();
    }

    private static String expectation(RecordComponent component) {
        JavaType type = MAPPER.constructType(component.getGenericType());
        Class<?> value = type.isContainerType() ? type.getContentType().getRawClass() : type.getRawClass();
        if (value.isEnum()) {
            return "one of "
                    + Stream.of(value.getEnumConstants()).map(String::valueOf).collect(Collectors.joining(", "));
        }
        return NUMBERS.contains(value) ? "a whole number" : "a value of " + value.getSimpleName();
    }

    private static ProblemException refused(String detail) {
        return Problem.of(400, detail).toException();
    }
}
