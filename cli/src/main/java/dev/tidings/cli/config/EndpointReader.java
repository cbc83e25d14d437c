package dev.tidings.cli.config;

import dev.tidings.cli.config.Configuration.Value;
import dev.tidings.cli.config.YamlFile.Entry;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.TopicPattern;
import dev.tidings.hub.shard.EventField;
import dev.tidings.server.access.Claim;
import dev.tidings.server.subscribe.EndpointConfig;
import dev.tidings.server.subscribe.EndpointFilter;
import dev.tidings.server.subscribe.HeartbeatStyle;
import dev.tidings.server.subscribe.WhenBehind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the section {@code endpoints}: a mapping of paths to what is served there. */
final class EndpointReader {

    private static final List<String> KEYS = List.of("topics", "attributes", "any", "event", "heartbeat", "whenBehind");
    private static final List<String> FILTER_KEYS = List.of("topics", "attributes");
    private static final List<String> ATTRIBUTE_KEYS = List.of("required", "claim");

    private static final Kind<EventField> EVENT = words(EventField.class);
    private static final Kind<HeartbeatStyle> HEARTBEAT = words(HeartbeatStyle.class);
    private static final Kind<WhenBehind> WHEN_BEHIND = words(WhenBehind.class);
    private static final Kind<Boolean> REQUIRED = ChoiceKind.yesOrNo();

    private final YamlFile yaml;
    private final AccessReader access;

    /** What a filter is made of. */
    private record FilterText(List<String> topics, Map<String, AttributeRule> attributes) {
        void addTo(EndpointFilter.Builder filter) {
            filter.topics(topics.toArray(String[]::new));
            attributes.forEach((name, rule) -> {
                if (rule.claim() != null) {
                    filter.bind(name, rule.claim());
                } else if (rule.required()) {
                    filter.require(name);
                } else {
                    filter.allow(name);
                }
            });
        }
    }

    /** How a query names an attribute; a claim leaves it nothing to say. */
    private record AttributeRule(boolean required, @Nullable Claim claim) {}

    EndpointReader(YamlFile yaml) {
        this.yaml = yaml;
        this.access = new AccessReader(yaml);
    }

    /** Reads those that are right; the mistakes of the others are the file's problems. */
    List<Value<EndpointConfig>> read(Node node) {
        List<Value<EndpointConfig>> endpoints = new ArrayList<>();
        for (Entry entry : yaml.entries(node, "endpoints", null)) {
            readEndpoint(entry)
                    .ifPresent(
                            endpoint -> endpoints.add(new Value<>(endpoint, Origin.file(yaml.place(entry.keyNode())))));
        }
        return endpoints;
    }

    private Optional<EndpointConfig> readEndpoint(Entry endpoint) {
        int before = yaml.problemCount();
        String what = endpoint.key();
        try {
            EndpointConfig.Builder builder = EndpointConfig.builder(endpoint.key());
            List<Entry> entries = yaml.entries(endpoint.value(), what, KEYS);
            List<FilterText> filters = new ArrayList<>();
            for (Entry entry : entries) {
                String name = what + " " + entry.key();
                switch (entry.key()) {
                    case "any" ->
                        yaml.items(entry.value(), name, "[{topics: [\"news.**\"]}]")
                                .forEach(item -> filters.add(readFilter(yaml.entries(item, name, FILTER_KEYS), name)));
                    case "event" -> yaml.value(entry.value(), name, EVENT).ifPresent(builder::event);
                    case "heartbeat" ->
                        yaml.value(entry.value(), name, HEARTBEAT).ifPresent(builder::heartbeat);
                    case "whenBehind" ->
                        yaml.value(entry.value(), name, WHEN_BEHIND).ifPresent(builder::whenBehind);
                    default -> {
                        // Topics and attributes are read together below.
                    }
                }
            }
            FilterText own = readFilter(entries, what);
            if (filters.isEmpty()) {
                filters.add(own);
            } else if (!own.topics().isEmpty() || !own.attributes().isEmpty()) {
                yaml.refuse(
                        endpoint.keyNode(), what + ": any beside topics or attributes (expected: either, not both)");
            }
            addTo(builder, filters);
            return yaml.problemCount() > before ? Optional.empty() : Optional.of(builder.build());
        } catch (IllegalArgumentException e) {
            yaml.refuse(endpoint.keyNode(), String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static void addTo(EndpointConfig.Builder builder, List<FilterText> filters) {
        for (FilterText filter : filters) {
            Consumer<EndpointFilter.Builder> adding = filter::addTo;
            builder.any(adding);
        }
    }

    private FilterText readFilter(List<Entry> entries, String what) {
        List<String> topics = new ArrayList<>();
        Map<String, AttributeRule> attributes = new LinkedHashMap<>();
        for (Entry entry : entries) {
            if (entry.key().equals("topics")) {
                yaml.items(entry.value(), what + " topics", "[filter.verified]")
                        .forEach(item -> yaml.text(item, what + " topics", "a topic or a pattern")
                                .filter(text -> isRight(item, what, () -> TopicPattern.parse(text)))
                                .ifPresent(topics::add));
            } else if (entry.key().equals("attributes")) {
                for (Entry attribute : yaml.entries(entry.value(), what + " attributes", null)) {
                    if (isRight(attribute.keyNode(), what, () -> Filter.all().where(attribute.key(), List.of()))) {
                        attributes.put(attribute.key(), readRule(attribute, what));
                    }
                }
            }
        }
        return new FilterText(topics, attributes);
    }

    private AttributeRule readRule(Entry attribute, String what) {
        boolean required = false;
        Claim claim = null;
        String name = what + " attributes " + attribute.key();
        List<Entry> options = yaml.entries(attribute.value(), name, ATTRIBUTE_KEYS);
        for (Entry option : options) {
            if (option.key().equals("claim")) {
                claim = access.readClaim(option.value(), name + " claim").orElse(null);
            } else {
                required =
                        yaml.value(option.value(), name + " required", REQUIRED).orElse(false);
            }
        }
        if (options.size() > 1) {
            yaml.refuse(attribute.keyNode(), name + ": a claim beside required (expected: either, not both)");
        }
        return new AttributeRule(required, claim);
    }

    private boolean isRight(Node node, String what, Runnable check) {
        try {
            check.run();
            return true;
        } catch (IllegalArgumentException e) {
            yaml.refuse(node, what + ": " + e.getMessage());
            return false;
        }
    }

    private static <E extends Enum<E>> Kind<E> words(Class<E> type) {
        return ChoiceKind.of(type, constant -> constant.name().toLowerCase(Locale.ROOT));
    }
}
