package dev.tidings.load;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object that results are put into, in the order in which they are to be written. Holds texts, numbers, booleans, lists, other
 * such objects and null.
 *
 * <p>A scenario fills it as it goes on, so that one that ends early has told what it knew. Not thread-safe.
 */
final class Json {
    private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

    Json put(String name, @Nullable Object value) {
        values.put(name, value);
        return this;
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        write(out, this);
        return out.toString();
    }

    private static void write(StringBuilder out, @Nullable Object value) {
        if (value instanceof Json object) writeObject(out, object);
        else if (value instanceof List<?> list) writeList(out, list);
        else if (value instanceof Double || value instanceof Float) writeFraction(out, ((Number) value).doubleValue());
        else if (value == null || value instanceof Number || value instanceof Boolean) out.append(value);
        else writeText(out, value.toString());
    }

    private static void writeObject(StringBuilder out, Json object) {
        out.append('{');
        String separator = "";
        for (Map.Entry<String, @Nullable Object> entry : object.values.entrySet()) {
            out.append(separator);
            writeText(out, entry.getKey());
            out.append(':');
            write(out, entry.getValue());
            separator = ",";
        }
        out.append('}');
    }

    private static void writeList(StringBuilder out, List<?> list) {
        out.append('[');
        String separator = "";
        for (Object value : list) {
            out.append(separator);
            write(out, value);
            separator = ",";
        }
        out.append(']');
    }

    /** JSON has neither infinity nor "not a number". */
    private static void writeFraction(StringBuilder out, double value) {
        if (Double.isFinite(value)) out.append(String.format(Locale.ROOT, "%.4f", value));
        else out.append("null");
    }

    /** The text as JSON, in ASCII. */
    static String quoted(String text) {
        StringBuilder out = new StringBuilder();
        writeText(out, text);
        for (int i = out.length() - 1; i >= 0; i--) {
            char c = out.charAt(i);
            if (c > '~') out.replace(i, i + 1, String.format(Locale.ROOT, "\\u%04x", (int) c));
        }
        return out.toString();
    }

    private static void writeText(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') out.append('\\').append(c);
            else if (c < ' ' || Character.isSurrogate(c)) out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            else out.append(c);
        }
        out.append('"');
    }
}
