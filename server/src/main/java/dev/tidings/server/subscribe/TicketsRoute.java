package dev.tidings.server.subscribe;

import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Subscription;
import dev.tidings.server.access.Principal;
import dev.tidings.server.access.Tickets;
import dev.tidings.server.http.Answer;
import dev.tidings.server.http.HttpHead;
import dev.tidings.server.http.JsonObject;
import dev.tidings.server.http.Load;
import dev.tidings.server.http.Outcome;
import dev.tidings.server.http.Problem;
import dev.tidings.server.http.SmallBody;
import dev.tidings.server.route.Route;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** {@code POST /tickets}: a URL that its owner may give to a browser's {@code EventSource}. */
public final class TicketsRoute implements Route {

    private static final List<String> METHODS = List.of("POST");
    private static final JsonObject BODY = new JsonObject(
            Set.of("endpoint", "topics", "attributes"),
            "(expected: {\"endpoint\": \"/sse\", \"topics\": [...], \"attributes\": {\"email\": \"ann@example.com\"}};"
                    + " topics and attributes may be left out)");

    /** 16 KiB: as much as a query may have. */
    private static final int MAX_BODY_BYTES = 16 << 10;

    private final Map<String, EndpointTickets> endpoints;
    private final Supplier<EventId> head;

    /**
     * @param endpoints by path
     * @param head the place in the log that a page which has seen no event may begin behind
     */
    public TicketsRoute(Map<String, EndpointTickets> endpoints, Supplier<EventId> head) {
        this.endpoints = Map.copyOf(endpoints);
        this.head = head;
    }

    @Override
    public List<String> methods() {
        return METHODS;
    }

    @Override
    public Outcome handle(HttpHead head, Principal who, Load load) {
        if (load == Load.FULL) {
            return Answer.full();
        }
        if (load == Load.UNSURE) {
            return Answer.comeBackLater(Answer.UNSURE);
        }
        if (who.isAnonymous()) {
            throw Problem.of(401, "a token is needed to get a ticket").toException();
        }
        head.requireJson();
        return SmallBody.now(MAX_BODY_BYTES, body -> issue(body, who));
    }

    private Answer issue(byte[] body, Principal who) {
        JsonNode asked = BODY.parse(body);
        EndpointTickets tickets = endpoint(asked.get("endpoint"));
        EndpointConfig endpoint = tickets.endpoint();
        JsonNode topics = asked.get("topics");
        Subscription subscription = SubscribeQuery.subscription(
                endpoint, topics == null ? null : texts("topics", topics), attributes(asked.get("attributes")), who);
        Tickets.Issued ticket = tickets.issue(who, subscription);
        String json = "{\"url\":\"" + endpoint.path() + "?ticket=" + ticket.text() + "\",\"expiresAt\":\""
                + ticket.expiresAt() + "\",\"lastEventId\":\"" + head.get() + "\"}";
        return Answer.json(json.getBytes(StandardCharsets.US_ASCII));
    }

    private EndpointTickets endpoint(@Nullable JsonNode path) {
        if (path == null || !path.isString()) {
            throw BODY.malformed("no endpoint");
        }
        EndpointTickets endpoint = endpoints.get(path.stringValue());
        if (endpoint == null) {
            throw Problem.of(
                            400,
                            "endpoint: " + Problem.quote(path.stringValue()) + " (expected: one of "
                                    + String.join(
                                            ", ",
                                            endpoints.keySet().stream().sorted().toList()) + ")")
                    .toException();
        }
        return endpoint;
    }

    private static Map<String, List<String>> attributes(@Nullable JsonNode node) {
        Map<String, List<String>> attributes = new LinkedHashMap<>();
        if (node == null) {
            return attributes;
        }
        if (!node.isObject()) {
            throw BODY.malformed("attributes: no object");
        }
        node.properties()
                .forEach(attribute ->
                        attributes.put(attribute.getKey(), texts(attribute.getKey(), attribute.getValue())));
        return attributes;
    }

    private static List<String> texts(String name, JsonNode node) {
        List<String> texts = new ArrayList<>();
        for (JsonNode item : node.isArray() ? node : List.of(node)) {
            if (!item.isString()) {
                throw BODY.malformed(name + ": expected a text, or a list of texts");
            }
            texts.add(item.stringValue());
        }
        if (texts.isEmpty()) {
            throw BODY.malformed(name + ": an empty list");
        }
        return texts;
    }
}
