package dev.tidings.cli.config;

import dev.tidings.server.publish.CloudEventAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Names of attributes of CloudEvents, each with the name that it gets if that is another, or {@code none}. */
record CloudEventAttributesKind() implements Kind<CloudEventAttributes> {

    private static final String NONE = "none";

    @Override
    public CloudEventAttributes parse(String text) {
        if (text.strip().equals(NONE)) {
            return new CloudEventAttributes(Map.of());
        }
        Map<String, String> names = new LinkedHashMap<>();
        for (String item : text.split(",", -1)) {
            String[] pair = item.split("=", -1);
            String attribute = pair[0].strip();
            String ofCloudEvent = pair[pair.length - 1].strip();
            if (pair.length > 2 || names.putIfAbsent(ofCloudEvent, attribute) != null) {
                throw refuse(text);
            }
        }
        try {
            return new CloudEventAttributes(names);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(refuse(text).getMessage() + "; " + e.getMessage(), e);
        }
    }

    @Override
    public String format(CloudEventAttributes value) {
        List<String> items = new ArrayList<>();
        value.names()
                .forEach((ofCloudEvent, attribute) ->
                        items.add(attribute.equals(ofCloudEvent) ? attribute : attribute + "=" + ofCloudEvent));
        return items.isEmpty() ? NONE : String.join(", ", items);
    }

    @Override
    public String expectation() {
        return "names such as 'subject, tenant=tenantid', or " + NONE;
    }
}
