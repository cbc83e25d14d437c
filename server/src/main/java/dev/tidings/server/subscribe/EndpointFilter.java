package dev.tidings.server.subscribe;

import dev.tidings.hub.event.Filter;
import dev.tidings.server.access.Claim;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One of the filters that an endpoint subscribes its clients to: its topics, and the attributes that the query may or must name.
 *
 * @param topics the topics, without attributes
 * @param attributes in the order they were declared
 */
public record EndpointFilter(Filter topics, List<DeclaredAttribute> attributes) {

    /** Whether the token of a request says what is read. */
    boolean isBound() {
        return attributes.stream().anyMatch(attribute -> attribute.claim() != null);
    }

    public EndpointFilter {
        attributes = List.copyOf(attributes);
    }

    /** Collects what a filter is made of. For one thread. */
    public static final class Builder {

        private final List<String> topics = new ArrayList<>();
        private final List<DeclaredAttribute> attributes = new ArrayList<>();

        Builder() {}

        /** Adds topic patterns, of which an event has to match any; at least one is needed, at most 16 are taken. */
        public Builder topics(String... patterns) {
            topics.addAll(Arrays.asList(patterns));
            return this;
        }

        /** Declares attributes that every request has to name. */
        public Builder require(String... names) {
            return declare(true, names);
        }

        /** Declares attributes that a request may name; leaving one out leaves it unconstrained. */
        public Builder allow(String... names) {
            return declare(false, names);
        }

        private Builder declare(boolean required, String... names) {
            for (String name : names) {
                attributes.add(new DeclaredAttribute(name, required));
            }
            return this;
        }

        /**
         * Binds an attribute to what the token of a request says. The filter always has it, and is itself the grant of every token
         * that is accepted: a request may name some of the claim's values, but no others.
         */
        public Builder bind(String name, Claim claim) {
            attributes.add(new DeclaredAttribute(name, false, claim));
            return this;
        }

        boolean isEmpty() {
            return topics.isEmpty() && attributes.isEmpty();
        }

        /** @throws IllegalArgumentException if there is no topic, or a name or pattern is malformed */
        EndpointFilter build() {
            if (topics.isEmpty()) {
                throw new IllegalArgumentException(
                        "topics: none (expected: at least one pattern, '**' for every topic)");
            }
            List<String> seen = new ArrayList<>();
            for (DeclaredAttribute attribute : attributes) {
                String name = attribute.name();
                // Filter knows the rules for names; without values it checks nothing else.
                Filter.all().where(name, List.of());
                if (seen.contains(name)) {
                    throw new IllegalArgumentException("attribute '" + name + "': declared twice (expected: once)");
                }
                seen.add(name);
            }
            return new EndpointFilter(Filter.topics(topics), attributes);
        }
    }
}
