package dev.tidings.server.subscribe;

import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.shard.Start;
import dev.tidings.server.access.Claim;
import dev.tidings.server.access.Principal;
import dev.tidings.server.access.Tickets;
import dev.tidings.server.http.Problem;
import dev.tidings.server.http.ProblemException;
import dev.tidings.server.http.Suggestion;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request to an endpoint asks for.
 *
 * @param start where to begin
 * @param principal whose it is, as the hub knows it
 * @param issuedAt when its credential was issued; null if nobody knows
 * @param expiresAt when its credential expires; null for never
 */
record SubscribeQuery(
        Subscription subscription,
        Start start,
        String principal,
        @Nullable Instant issuedAt,
        @Nullable Instant expiresAt) {

    private static final String TOPIC = "topic";
    private static final String LAST_EVENT_ID = "lastEventId";
    private static final String LAST = "last";
    private static final String TICKET = "ticket";
    private static final String ACCESS_TOKEN = "access_token";
    private static final Set<String> TAKEN_ANYWHERE = Set.of(TOPIC, LAST_EVENT_ID, LAST);
    private static final Pattern COUNT = Pattern.compile("[0-9]{1,4}");

    /**
     * @param rawQuery what follows the '?' as it came over the wire, each char a byte; null if there is none
     * @param lastEventId the header field's value, each char a byte; null if there is none
     * @param who asks
     * @param tickets what may be in the place of who asks; null for none
     * @throws ProblemException 400; 401 or 403 if more is asked for than is granted
     */
    static SubscribeQuery parse(
            EndpointConfig endpoint,
            @Nullable String rawQuery,
            @Nullable String lastEventId,
            Principal who,
            @Nullable EndpointTickets tickets) {
        Map<String, List<String>> parameters = FormParameters.decode(rawQuery == null ? "" : rawQuery);
        refuse(parameters, ACCESS_TOKEN, "tokens do not belong in URLs, which end in logs and histories");
        Start start = start(parameters, lastEventId);
        parameters.remove(LAST);
        parameters.remove(LAST_EVENT_ID);
        String ticket = single(parameters, TICKET);
        if (ticket != null) {
            parameters.remove(TICKET);
            return ofTicket(ticket, parameters, start, tickets);
        }
        List<String> topics = parameters.remove(TOPIC);
        return new SubscribeQuery(
                subscription(endpoint, topics, parameters, who), start, who.id(), who.issuedAt(), who.expiresAt());
    }

    private static SubscribeQuery ofTicket(
            String text, Map<String, List<String>> others, Start start, @Nullable EndpointTickets tickets) {
        if (tickets == null) {
            throw malformed("parameter 'ticket' is refused: this hub issues no tickets");
        }
        if (!others.isEmpty()) {
            throw malformed(
                    "parameter " + Problem.quote(others.keySet().iterator().next())
                            + " beside a ticket, which says what is read (expected: lastEventId and last only)");
        }
        Tickets.Ticket ticket = tickets.read(text);
        return new SubscribeQuery(
                ticket.subscription(), start, ticket.principal(), ticket.issuedAt(), ticket.expiresAt());
    }

    /**
     * What somebody gets who asks an endpoint for this.
     *
     * @param topics null for all of the endpoint's
     * @throws ProblemException 400; 401 or 403 if more is asked for than is granted
     */
    static Subscription subscription(
            EndpointConfig endpoint,
            @Nullable List<String> topics,
            Map<String, List<String>> attributes,
            Principal who) {
        try {
            return endpoint.isOpen()
                    ? openSubscription(topics, attributes, who)
                    : declaredSubscription(endpoint, topics, attributes, who);
        } catch (IllegalArgumentException e) {
            throw malformed(String.valueOf(e.getMessage()));
        }
    }

    private static void refuse(Map<String, List<String>> parameters, String name, String reason) {
        if (parameters.containsKey(name)) {
            throw malformed("parameter '" + name + "' is refused: " + reason);
        }
    }

    private static Start start(Map<String, List<String>> parameters, @Nullable String header) {
        String last = single(parameters, LAST);
        int count = last == null ? 0 : count(last);
        String id = header == null ? "" : utf8(header);
        String parameter = single(parameters, LAST_EVENT_ID);
        if (id.isEmpty() && parameter != null) {
            id = parameter;
        }
        if (!id.isEmpty()) {
            return count == 0 ? Start.after(id) : Start.after(id, count);
        }
        return count == 0 ? Start.now() : Start.last(count);
    }

    private static @Nullable String single(Map<String, List<String>> parameters, String name) {
        List<String> values = parameters.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw malformed("parameter '" + name + "' is given " + values.size() + " times (expected: once)");
        }
        return values.isEmpty() ? null : values.get(0);
    }

    private static int count(String text) {
        int count = COUNT.matcher(text).matches() ? Integer.parseInt(text) : 0;
        if (count < 1 || count > Start.MAX_LAST) {
            throw malformed(
                    "last: " + Problem.quote(text) + " (expected: a whole number from 1 to " + Start.MAX_LAST + ")");
        }
        return count;
    }

    /** Browsers send an id in UTF-8, and header fields are read a char per byte. What is malformed cannot be an id: it makes a gap. */
    private static String utf8(String header) {
        return new String(header.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static Subscription openSubscription(
            @Nullable List<String> topics, Map<String, List<String>> attributes, Principal who) {
        Filter filter = topics == null ? Filter.all() : Filter.topics(topics);
        for (Map.Entry<String, List<String>> attribute : attributes.entrySet()) {
            filter = filter.where(attribute.getKey(), notEmpty(attribute.getKey(), attribute.getValue()));
        }
        requireGrant(filter, who);
        return Subscription.of(filter);
    }

    private static void requireGrant(Filter filter, Principal who) {
        if (who.grants().maySubscribe(filter)) {
            return;
        }
        throw who.isAnonymous()
                ? Problem.of(401, "a token is needed to subscribe to " + filter).toException()
                : Problem.of(403, "no grant of " + Problem.quote(who.toString()) + " contains " + filter)
                        .toException();
    }

    private static Subscription declaredSubscription(
            EndpointConfig endpoint,
            @Nullable List<String> topics,
            Map<String, List<String>> attributes,
            Principal who) {
        checkDeclared(endpoint, attributes);
        List<Filter> filters = new ArrayList<>();
        for (EndpointFilter declared : endpoint.filters()) {
            Filter filter =
                    topics == null ? declared.topics() : TopicNarrowing.narrow(endpoint, declared.topics(), topics);
            for (DeclaredAttribute attribute : declared.attributes()) {
                String name = attribute.name();
                List<String> values = attributes.get(name);
                Claim claim = attribute.claim();
                if (claim != null && filter.matchesNothing()) {
                    continue;
                }
                if (claim != null) {
                    filter = filter.where(name, boundValues(name, claim.valuesFor(who), values));
                } else if (values != null) {
                    filter = filter.where(name, notEmpty(name, values));
                } else if (attribute.required()) {
                    throw malformed("missing parameter '" + name + "': this endpoint requires it");
                }
            }
            if (!filter.matchesNothing()) {
                if (!declared.isBound()) {
                    requireGrant(filter, who);
                }
                filters.add(filter);
            }
        }
        return Subscription.of(filters);
    }

    private static Collection<String> boundValues(String name, Set<String> own, @Nullable List<String> asked) {
        if (asked == null) {
            return own;
        }
        for (String value : notEmpty(name, asked)) {
            if (!own.contains(value)) {
                throw Problem.of(
                                403,
                                "parameter " + Problem.quote(name) + ": " + Problem.quote(value)
                                        + " is not what your token says (expected: the same, or no such parameter)")
                        .toException();
            }
        }
        return asked;
    }

    private static void checkDeclared(EndpointConfig endpoint, Map<String, List<String>> attributes) {
        Set<String> declared = endpoint.declaredAttributes();
        for (String name : attributes.keySet()) {
            if (!declared.contains(name)) {
                String takes = declared.isEmpty() ? "no attributes" : String.join(", ", declared);
                Set<String> candidates = new LinkedHashSet<>(declared);
                candidates.addAll(TAKEN_ANYWHERE);
                throw malformed("unknown parameter " + Problem.quote(name) + ": this endpoint takes " + takes
                        + Suggestion.near(name, candidates));
            }
        }
    }

    private static List<String> notEmpty(String name, List<String> values) {
        if (values.contains("")) {
            throw malformed("parameter " + Problem.quote(name) + " is empty (expected: 1-256 bytes of text)");
        }
        return values;
    }

    private static ProblemException malformed(String detail) {
        return Problem.of(400, detail).toException();
    }
}
