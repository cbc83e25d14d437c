package dev.tidings.server.access;

import dev.tidings.hub.event.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Reads grants as a token states them: {@code {"publish": [filters], "subscribe": [filters], "admin": true}}, where a filter is
 * {@code {"topics": ["invoice.**"], "attributes": {"tenant": ["7"]}}}. Whatever is not exactly that is refused: it may have been
 * meant to allow less.
 */
final class GrantsReader {

    private static final Set<String> KEYS = Set.of("publish", "subscribe", "admin");
    private static final Set<String> FILTER_KEYS = Set.of("topics", "attributes");

    /** 64: what is looked through for each event that somebody publishes. */
    private static final int MAX_GRANTS = 64;

    private GrantsReader() {}

    /** @throws IllegalArgumentException if it is anything else */
    static Grants read(JsonNode node) {
        requireKeys(node, "grants", KEYS);
        JsonNode admin = node.get("admin");
        if (admin != null && !admin.isBoolean()) {
            throw new IllegalArgumentException("admin: " + admin + " (expected: true or false)");
        }
        return new Grants(filters(node, "subscribe"), filters(node, "publish"), admin != null && admin.booleanValue());
    }

    private static List<Filter> filters(JsonNode grants, String name) {
        JsonNode list = grants.get(name);
        if (list == null) {
            return List.of();
        }
        if (!list.isArray() || list.size() > MAX_GRANTS) {
            throw new IllegalArgumentException(name + ": expected a list of at most " + MAX_GRANTS + " filters");
        }
        List<Filter> filters = new ArrayList<>();
        for (JsonNode item : list) {
            filters.add(filter(item, name));
        }
        return filters;
    }

    private static Filter filter(JsonNode node, String name) {
        requireKeys(node, name, FILTER_KEYS);
        JsonNode topics = node.get("topics");
        if (topics == null) {
            throw new IllegalArgumentException(name + ": a filter without topics (expected: '**' for every topic)");
        }
        Filter filter = Filter.topics(texts(topics, name + " topics"));
        JsonNode attributes = node.get("attributes");
        if (attributes != null) {
            if (!attributes.isObject()) {
                throw new IllegalArgumentException(name + " attributes: expected an object");
            }
            for (Map.Entry<String, JsonNode> attribute : attributes.properties()) {
                filter = filter.where(attribute.getKey(), texts(attribute.getValue(), name + " attributes"));
            }
        }
        return filter;
    }

    private static List<String> texts(JsonNode node, String name) {
        List<String> texts = new ArrayList<>();
        for (JsonNode item : node.isArray() ? node : List.of(node)) {
            if (!item.isString()) {
                throw new IllegalArgumentException(name + ": expected a text, or a list of texts");
            }
            texts.add(item.stringValue());
        }
        return texts;
    }

    private static void requireKeys(JsonNode node, String name, Set<String> known) {
        if (!node.isObject()) {
            throw new IllegalArgumentException(name + ": expected an object");
        }
        for (String key : node.propertyNames()) {
            if (!known.contains(key)) {
                throw new IllegalArgumentException(name + ": unknown member '" + key + "' (expected: of "
                        + known.stream().sorted().toList() + ")");
            }
        }
    }
}
