package dev.tidings.examples.packagelog;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The event that a hub is to publish for a line of the log. */
final class PackageEvents {
    private static final JsonMapper JSON = new JsonMapper();

    private PackageEvents() {}

    /** One line of NDJSON, without its end. */
    static String json(PackageChange change) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("topic", "package." + change.action());
        Map<String, String> attributes = new LinkedHashMap<>();
        if (!change.name().isEmpty()) attributes.put("package", change.name());
        if (!change.architecture().isEmpty()) attributes.put("architecture", change.architecture());
        event.put("attributes", attributes);
        event.put("data", data(change));
        return JSON.writeValueAsString(event);
    }

    private static Map<String, String> data(PackageChange change) {
        Map<String, String> data = new LinkedHashMap<>();
        data.put("time", change.time());
        data.put("action", change.action());
        if (!change.name().isEmpty()) data.put("package", change.name());
        if (!change.architecture().isEmpty()) data.put("architecture", change.architecture());
        String first = change.words().get(0);
        String second = change.words().get(1);
        switch (change.action()) {
            case "startup" -> {
                data.put("kind", first);
                data.put("step", second);
            }
            case "conffile" -> {
                data.put("file", first);
                data.put("decision", second);
            }
            case "status" -> {
                data.put("state", first);
                data.put("version", second);
            }
            default -> {
                data.put("installed", first);
                data.put("available", second);
            }
        }
        return data;
    }
}
