package dev.tidings.hub.event;

import dev.tidings.sse.SseEncoder;

/**
 * How large an event may be.
 *
 * @param dataBytes most bytes of data, at least 1; encoded, with a field for each of its lines, twice as many
 * @param attributes most attributes, at least 1
 * @param values most values of all attributes together, at least 1
 * @param combinations most combinations of one value of each attribute, at least 1: what an event may cost to match
 */
public record EventLimits(int dataBytes, int attributes, int values, int combinations) {

    public static final EventLimits DEFAULT = new EventLimits(256 << 10, 16, 64, 256);

    /** Each line of data costs 7 bytes on the wire: data of many empty lines would take seven times its size. */
    private static final int WORST_GROWTH = 7;

    private static final long ENCODED_TO_DATA = 2;

    public EventLimits {
        atLeastOne("dataBytes", dataBytes);
        atLeastOne("attributes", attributes);
        atLeastOne("values", values);
        atLeastOne("combinations", combinations);
    }

    /** @throws IllegalArgumentException if the event is larger than one of the limits; the message says which */
    public void check(Event event) {
        if (event.dataUtf8().length > dataBytes) {
            throw tooMany("data", event.dataUtf8().length, dataBytes + " bytes");
        }
        if (event.dataUtf8().length > dataBytes / WORST_GROWTH) {
            long encoded = SseEncoder.dataFieldsBytes(event.dataUtf8());
            long most = ENCODED_TO_DATA * dataBytes + WORST_GROWTH;
            if (encoded > most) {
                throw tooMany("data, encoded line by line", encoded, most + " bytes");
            }
        }
        if (event.attributeCount() > attributes) {
            throw tooMany("attributes", event.attributeCount(), String.valueOf(attributes));
        }
        int allValues = 0;
        long product = 1;
        for (int i = 0; i < event.attributeCount(); i++) {
            int size = event.attributeValues(i).size();
            allValues += size;
            product = Math.min(product * size, Integer.MAX_VALUE);
        }
        if (allValues > values) {
            throw tooMany("attribute values", allValues, values + " in all");
        }
        if (product > combinations) {
            throw tooMany("combinations of attribute values", product, String.valueOf(combinations));
        }
    }

    private static IllegalArgumentException tooMany(String name, long value, String limit) {
        return new IllegalArgumentException(name + ": " + value + " (expected: at most " + limit + ")");
    }

    private static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
        }
    }
}
