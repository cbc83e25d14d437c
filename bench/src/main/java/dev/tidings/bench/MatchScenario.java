package dev.tidings.bench;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;

/** What many subscribers ask for; the event with a number is wanted by the one with that number and nobody else. */
public enum MatchScenario {
    /** Everyone has an e-mail address. */
    EMAIL {
        @Override
        Filter filter(int number) {
            return Filter.topic(verified()).where("email", email(number));
        }

        @Override
        Event event(int number) {
            return Event.of(verified(), DATA).with("email", email(number));
        }
    },

    /** And all are of the same tenant. */
    TENANT_AND_EMAIL {
        @Override
        Filter filter(int number) {
            return Filter.topic(verified()).where("tenant", tenant()).where("email", email(number));
        }

        @Override
        Event event(int number) {
            return Event.of(verified(), DATA).with("tenant", tenant()).with("email", email(number));
        }
    },

    /** Every other one asks for patterns, the others for an exact topic. */
    WILDCARDS {
        @Override
        Filter filter(int number) {
            Filter topics = number % 2 == 0 ? Filter.topics("*.verified", "message.new") : Filter.topic(verified());
            return topics.where("email", email(number));
        }

        @Override
        Event event(int number) {
            return Event.of(verified(), DATA).with("email", email(number));
        }
    },

    /** Everyone has two addresses, so that a million of them are two million keys. */
    ANY_OF {
        @Override
        Filter filter(int number) {
            return Filter.topic(verified()).where("email", email(number), email(number) + ".uk");
        }

        @Override
        Event event(int number) {
            return Event.of(verified(), DATA).with("email", email(number) + ".uk");
        }
    },

    /** One tenant, and everyone asks for a topic of their own. */
    TOPICS_OF_TENANT {
        @Override
        Filter filter(int number) {
            return Filter.topic(orderTopic(number)).where("tenant", tenant());
        }

        @Override
        Event event(int number) {
            return Event.of(orderTopic(number), DATA).with("tenant", tenant());
        }
    };

    private static final String DATA = "{\"isVerified\":true}";

    abstract Filter filter(int number);

    abstract Event event(int number);

    private static String email(int number) {
        return "user" + number + "@example.com";
    }

    /** Each time another object, as if it had come from the wire. */
    private static String tenant() {
        return "tenant-".concat("7");
    }

    /** Each time another object, as if it had come from the wire. */
    private static String verified() {
        return "filter.".concat("verified");
    }

    private static String orderTopic(int number) {
        return "order." + number + ".changed";
    }
}
