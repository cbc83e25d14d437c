package dev.tidings.bench;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;

/** How the subscriptions of many subscribers differ. Each is made anew, text by text, as if it had come from the wire. */
enum GrowthKind {
    /** All want the same: one audience. */
    ONE("all the same") {
        @Override
        Subscription subscription(int number) {
            return Subscription.of(Filter.topic(text("filter.verified")));
        }
    },

    /** Everyone wants what is for them: as many audiences as subscribers. */
    OWN("each its own") {
        @Override
        Subscription subscription(int number) {
            return Subscription.of(mine(number));
        }
    },

    /** Everyone wants what is for them and what is for all. */
    INBOX("mine or announcements") {
        @Override
        Subscription subscription(int number) {
            return Subscription.of(mine(number), Filter.topic(text("announcement.**")));
        }
    };

    private final String title;

    GrowthKind(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    abstract Subscription subscription(int number);

    boolean hasTargeted() {
        return this != ONE;
    }

    boolean hasBroadcast() {
        return this != OWN;
    }

    /** For the subscriber with that number alone. */
    static Event targeted(int number) {
        return Event.of("filter.verified", DataShape.SMALL_JSON.data()).with("email", email(number));
    }

    /** For all. */
    Event broadcast() {
        return Event.of(this == ONE ? "filter.verified" : "announcement.all", DataShape.SMALL_JSON.data());
    }

    private static Filter mine(int number) {
        return Filter.topic(text("filter.verified")).where(text("email"), email(number));
    }

    private static String email(int number) {
        return "user" + number + "@example.com";
    }

    /** Another object each time. */
    private static String text(String text) {
        return new String(text.toCharArray());
    }
}
