package dev.tidings.server.subscribe;

import static java.util.Objects.requireNonNull;

import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.shard.EventField;
import dev.tidings.server.access.Claim;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * A named route to a hub's events: its topics, the attributes that its query parameters name, and how its stream is written.
 * <p>
 * Immutable.
 */
public final class EndpointConfig {

    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)+");
    private static final Pattern DOT_SEGMENT = Pattern.compile("/\\.{1,2}(/|$)");

    private final String path;
    private final List<EndpointFilter> filters;
    private final EventField event;
    private final HeartbeatStyle heartbeat;
    private final WhenBehind whenBehind;

    private EndpointConfig(Builder builder, List<EndpointFilter> filters) {
        this.path = builder.path;
        this.filters = List.copyOf(filters);
        this.event = builder.event;
        this.heartbeat = builder.heartbeat;
        this.whenBehind = builder.whenBehind;
    }

    /** @throws IllegalArgumentException if the path is not one or more segments of {@code [A-Za-z0-9._~-]}, each behind a '/' */
    public static Builder builder(String path) {
        return new Builder(path);
    }

    /** An endpoint of a development hub: any topic (all of them if none is named), any attributes. */
    public static EndpointConfig open(String path) {
        return new EndpointConfig(new Builder(path), List.of());
    }

    static String requirePath(String path) {
        if (!PATH.matcher(path).matches() || DOT_SEGMENT.matcher(path).find()) {
            throw new IllegalArgumentException("path: '" + path
                    + "' (expected: one or more segments of [A-Za-z0-9._~-], each behind a '/', such as /sse)");
        }
        return path;
    }

    public String path() {
        return path;
    }

    /** Whether any topic and any attributes may be asked for. */
    public boolean isOpen() {
        return filters.isEmpty();
    }

    /** 1-8 filters, any of; none if the endpoint is open. */
    public List<EndpointFilter> filters() {
        return filters;
    }

    /** Whether the token of a request says what is read, in one of the filters. */
    public boolean isBound() {
        return filters.stream().anyMatch(EndpointFilter::isBound);
    }

    /** The attributes that a query may name, of all filters, in the order they were declared; none if the endpoint is open. */
    Set<String> declaredAttributes() {
        Set<String> declared = new LinkedHashSet<>();
        filters.forEach(filter -> filter.attributes().forEach(attribute -> declared.add(attribute.name())));
        return declared;
    }

    /** What the {@code event:} line says; the type unless chosen otherwise. */
    public EventField event() {
        return event;
    }

    /** {@link HeartbeatStyle#ID} unless chosen otherwise. */
    public HeartbeatStyle heartbeat() {
        return heartbeat;
    }

    /** {@link WhenBehind#REPLAY} unless chosen otherwise. */
    public WhenBehind whenBehind() {
        return whenBehind;
    }

    /** Collects what an endpoint is made of; the whole is checked once, by {@link #build()}. For one thread. */
    public static final class Builder {

        private final String path;
        private final EndpointFilter.Builder own = new EndpointFilter.Builder();
        private final List<EndpointFilter.Builder> alternatives = new ArrayList<>();
        private EventField event = EventField.TYPE;
        private HeartbeatStyle heartbeat = HeartbeatStyle.ID;
        private WhenBehind whenBehind = WhenBehind.REPLAY;

        private Builder(String path) {
            this.path = requirePath(path);
        }

        /** {@link EndpointFilter.Builder#topics} of the endpoint's only filter. */
        public Builder topics(String... patterns) {
            own.topics(patterns);
            return this;
        }

        /** {@link EndpointFilter.Builder#require} of the endpoint's only filter. */
        public Builder require(String... names) {
            own.require(names);
            return this;
        }

        /** {@link EndpointFilter.Builder#allow} of the endpoint's only filter. */
        public Builder allow(String... names) {
            own.allow(names);
            return this;
        }

        /** {@link EndpointFilter.Builder#bind} of the endpoint's only filter. */
        public Builder bind(String name, Claim claim) {
            own.bind(name, claim);
            return this;
        }

        /** Adds filters of which an event has to match any; instead of topics and attributes of the endpoint's own. */
        @SafeVarargs
        public final Builder any(Consumer<? super EndpointFilter.Builder>... filters) {
            for (Consumer<? super EndpointFilter.Builder> filter : filters) {
                EndpointFilter.Builder builder = new EndpointFilter.Builder();
                filter.accept(builder);
                alternatives.add(builder);
            }
            return this;
        }

        public Builder event(EventField newEvent) {
            event = requireNonNull(newEvent, "event");
            return this;
        }

        public Builder heartbeat(HeartbeatStyle newHeartbeat) {
            heartbeat = requireNonNull(newHeartbeat, "heartbeat");
            return this;
        }

        public Builder whenBehind(WhenBehind newWhenBehind) {
            whenBehind = requireNonNull(newWhenBehind, "whenBehind");
            return this;
        }

        /** @throws IllegalArgumentException if a filter is incomplete or malformed; the message names the endpoint */
        public EndpointConfig build() {
            try {
                return new EndpointConfig(this, buildFilters());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("endpoint " + path + ": " + e.getMessage(), e);
            }
        }

        private List<EndpointFilter> buildFilters() {
            if (alternatives.isEmpty()) {
                return List.of(own.build());
            }
            if (!own.isEmpty()) {
                throw new IllegalArgumentException(
                        "any: beside topics or attributes of its own (expected: either, not both)");
            }
            if (alternatives.size() > Subscription.MAX_FILTERS) {
                throw new IllegalArgumentException(
                        "any: " + alternatives.size() + " filters (expected: 1-" + Subscription.MAX_FILTERS + ")");
            }
            return alternatives.stream().map(EndpointFilter.Builder::build).toList();
        }
    }
}
