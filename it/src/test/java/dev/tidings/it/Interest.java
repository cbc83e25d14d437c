package dev.tidings.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;

/**
 * What a subscriber is interested in, and whether an event is part of that, found out in the simplest way.
 *
 * @param topics patterns, any of them; none for every topic
 * @param email empty if it does not matter
 * @param tenant empty if it does not matter
 * @param example a topic that matches
 */
record Interest(String name, List<String> topics, String email, String tenant, String example) {

    boolean matches(TrackedEvent event) {
        return (topics.isEmpty() || topics.stream().anyMatch(pattern -> matches(pattern, event.topic())))
                && (email.isEmpty() || event.emails().contains(email))
                && (tenant.isEmpty() || event.tenant().equals(tenant));
    }

    private static boolean matches(String pattern, String topic) {
        return matches(List.of(pattern.split("\\.", -1)), List.of(topic.split("\\.", -1)));
    }

    private static boolean matches(List<String> pattern, List<String> topic) {
        if (pattern.isEmpty()) {
            return topic.isEmpty();
        }
        List<String> rest = pattern.subList(1, pattern.size());
        if (pattern.get(0).equals("**")) {
            return matches(rest, topic) || (!topic.isEmpty() && matches(pattern, topic.subList(1, topic.size())));
        }
        return !topic.isEmpty()
                && (pattern.get(0).equals("*") || pattern.get(0).equals(topic.get(0)))
                && matches(rest, topic.subList(1, topic.size()));
    }

    /** The path and query that subscribe to it. */
    String target() {
        List<String> query = new ArrayList<>();
        topics.forEach(topic -> query.add("topic=" + topic));
        if (!email.isEmpty()) {
            query.add("email=" + URLEncoder.encode(email, UTF_8));
        }
        if (!tenant.isEmpty()) {
            query.add("tenant=" + tenant);
        }
        return "/events" + (query.isEmpty() ? "" : "?" + String.join("&", query));
    }
}
