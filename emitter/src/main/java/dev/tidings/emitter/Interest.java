package dev.tidings.emitter;

import dev.tidings.hub.event.TopicPattern;

/** What a listener is interested in. A value. */
sealed interface Interest {

    /** Whether events of this type are among it. */
    boolean includes(EventType<?> type);

    /** As text: a topic, or a pattern. */
    String topics();

    /** Events of one type. */
    record OfType(EventType<?> type) implements Interest {

        @Override
        @SuppressWarnings("ReferenceEquality") // an emitter has one object for each type
        public boolean includes(EventType<?> other) {
            return type == other;
        }

        @Override
        public String topics() {
            return type.topic();
        }

        @Override
        public String toString() {
            return type.toString();
        }
    }

    /** Events of any type whose topic matches. */
    record OfTopics(TopicPattern pattern) implements Interest {

        @Override
        public boolean includes(EventType<?> type) {
            return pattern.matchesTopic(type.topic());
        }

        @Override
        public String topics() {
            return pattern.toString();
        }

        @Override
        public String toString() {
            return pattern.toString();
        }
    }
}
