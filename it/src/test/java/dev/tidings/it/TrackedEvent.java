package dev.tidings.it;

import java.util.List;
import java.util.stream.Collectors;

/**
 * An event that can be told from all others by its data: a key, and then spaces.
 *
 * @param number grows with each event of its publisher
 * @param spaces so that events are of many lengths
 */
record TrackedEvent(String publisher, int number, String topic, List<String> emails, String tenant, int spaces) {

    String key() {
        return publisher + "-" + number;
    }

    /** The key of an event, from its data. */
    static String keyOf(String data) {
        return data.strip();
    }

    String data() {
        return key() + " ".repeat(spaces);
    }

    String json() {
        String addressed = emails.stream().map(email -> '"' + email + '"').collect(Collectors.joining(","));
        return "{\"topic\":\"%s\",\"attributes\":{\"email\":[%s],\"tenant\":\"%s\"},\"data\":\"%s\"}"
                .formatted(topic, addressed, tenant, data());
    }
}
