package dev.tidings.server.subscribe;

import dev.tidings.server.access.Access;
import dev.tidings.server.access.Fingerprint;
import dev.tidings.server.access.Principal;
import dev.tidings.server.access.Tickets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * By which rules somebody may have streams of an endpoint: texts that are the same as long as the rules are, also in another
 * process. One text for all who are told apart by the same rules, so that it costs a stream no more than a reference.
 * <p>
 * Immutable.
 */
public final class EndpointRules {

    private final Map<String, String> texts = new LinkedHashMap<>();

    private EndpointRules(Access access, UnaryOperator<String> text) {
        access.streamRules().forEach((who, rules) -> texts.put(who, text.apply(rules)));
    }

    public static EndpointRules of(EndpointConfig endpoint, Access access) {
        return new EndpointRules(access, rules -> text(endpoint, rules));
    }

    /** Of one whose code is the same as long as the process runs. */
    public static EndpointRules of(CodeEndpoint endpoint, Access access) {
        return new EndpointRules(
                access,
                rules -> new Fingerprint().add(rules, endpoint.path(), "code").text());
    }

    private static String text(EndpointConfig endpoint, String accessRules) {
        Fingerprint text = new Fingerprint()
                .add(accessRules, endpoint.path(), endpoint.filters().size());
        for (EndpointFilter filter : endpoint.filters()) {
            text.add(filter.topics().topics(), filter.attributes().size());
            for (DeclaredAttribute attribute : filter.attributes()) {
                text.add(attribute.name(), attribute.required(), attribute.claim());
            }
        }
        return text.text();
    }

    /** Of somebody, as the hub knows it. */
    String of(String principal) {
        String rules = texts.get(Principal.Kind.USER.isOf(principal) ? Access.USERS : principal);
        if (rules == null) {
            throw new IllegalArgumentException("principal: " + principal + " (expected: one that this access knows)");
        }
        return rules;
    }

    /** Tickets of the endpoint that has these rules, which are good as long as they are what they are. */
    public EndpointTickets tickets(Tickets tickets, EndpointConfig endpoint) {
        return new EndpointTickets(tickets, endpoint, of(Access.USERS));
    }

    /** All there are. */
    public Collection<String> all() {
        return texts.values();
    }
}
