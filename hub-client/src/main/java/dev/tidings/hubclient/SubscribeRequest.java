package dev.tidings.hubclient;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.TopicPattern;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Which events are wanted, of which endpoint of a hub, and from where on (docs/http.md, <i>What to ask for</i>).
 *
 * @param path the endpoint's, beginning with a slash
 * @param filter what the query asks for. An endpoint that is configured knows only the attributes it declares, and narrows its own
 *     topics to those of the filter
 * @param after the id to go on behind; empty to begin now
 * @param last how many of the newest matches to begin with if there is no such id, or if it is of no use; 0-1 000
 */
public record SubscribeRequest(String path, Filter filter, Optional<EventId> after, int last) {

    /** The endpoint of a hub that is configured with none. */
    public static final String DEFAULT_PATH = "/events";

    private static final int MOST_LAST = 1_000;

    public SubscribeRequest {
        if (!path.startsWith("/") || path.indexOf('?') >= 0 || path.indexOf('#') >= 0) {
            throw new IllegalArgumentException("path: " + path + " (expected: a path that begins with a slash)");
        }
        if (requireNonNull(filter, "filter").matchesNothing()) {
            throw new IllegalArgumentException("filter: " + filter + " (expected: one that some event can match)");
        }
        requireNonNull(after, "after");
        if (last < 0 || last > MOST_LAST) {
            throw new IllegalArgumentException("last: " + last + " (expected: 0.." + MOST_LAST + ")");
        }
    }

    /** From now on. */
    public static SubscribeRequest of(Filter filter) {
        return new SubscribeRequest(DEFAULT_PATH, filter, Optional.empty(), 0);
    }

    /** Of another endpoint. */
    public SubscribeRequest at(String newPath) {
        return new SubscribeRequest(newPath, filter, after, last);
    }

    /** Everything behind an id, for instance that of the {@linkplain HubEvent#id() event} that was handled last. */
    public SubscribeRequest after(EventId id) {
        return new SubscribeRequest(path, filter, Optional.of(id), last);
    }

    /** The newest matches first. */
    public SubscribeRequest last(int count) {
        return new SubscribeRequest(path, filter, after, count);
    }

    /** Path and query. */
    String target() {
        List<String> query = new ArrayList<>();
        if (!filter.topics().equals(List.of(TopicPattern.ALL))) {
            filter.topics().forEach(topic -> query.add("topic=" + encode(topic.toString())));
        }
        filter.attributes()
                .forEach((name, values) ->
                        new TreeSet<>(values).forEach(value -> query.add(name + "=" + encode(value))));
        if (last > 0) {
            query.add("last=" + last);
        }
        return query.isEmpty() ? path : path + "?" + String.join("&", query);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
