package dev.tidings.cli;

import dev.tidings.hub.event.Filter;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads a grant: topics and attributes with commas between them, as in {@code chat.*,room=7,room=8}. What has an equals sign is an
 * attribute; without any topic it is for every topic.
 */
final class GrantConverter implements ITypeConverter<Filter> {

    @Override
    public Filter convert(String text) {
        Set<String> topics = new LinkedHashSet<>();
        Map<String, Set<String>> attributes = new LinkedHashMap<>();
        for (String part : text.split(",", -1)) {
            int end = part.indexOf('=');
            if (end < 0) {
                topics.add(part);
            } else {
                attributes
                        .computeIfAbsent(part.substring(0, end), name -> new LinkedHashSet<>())
                        .add(part.substring(end + 1));
            }
        }
        try {
            Filter filter = topics.isEmpty() ? Filter.all() : Filter.topics(topics);
            for (Map.Entry<String, Set<String>> attribute : attributes.entrySet()) {
                filter = filter.where(attribute.getKey(), attribute.getValue());
            }
            return filter;
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + text + "': " + e.getMessage());
        }
    }
}
