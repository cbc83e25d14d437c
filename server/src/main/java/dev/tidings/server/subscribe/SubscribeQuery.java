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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private static final String TICKET = "ticket";
    private static final Set<String> TAKEN_ANYWHERE =
            Set.of(TOPIC, StartParameters.LAST_EVENT_ID, StartParameters.LAST);

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
        Start start = StartParameters.take(parameters, lastEventId);
        String ticket = StartParameters.single(parameters, TICKET);
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

    private static Subscription openSubscription(
            @Nullable List<String> topics, Map<String, List<String>> attributes, Principal who) {
        Filter filter = topics == null ? Filter.all() : Filter.topics(topics);
        for (Map.Entry<String, List<String>> attribute : attributes.entrySet()) {
            filter = filter.where(attribute.getKey(), notEmpty(attribute.getKey(), attribute.getValue()));
        }
        requireGrant(filter, who);
        return Subscription.of(filter);
    }

    /** @throws ProblemException 401 or 403 if this is more than is granted */
    static void requireGrant(Filter filter, Principal who) {
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
