package dev.tidings.server.subscribe;

import dev.tidings.server.access.Access;
import dev.tidings.server.access.Fingerprint;
import dev.tidings.server.access.Principal;
import dev.tidings.server.access.Tickets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * By which rules somebody may have streams of an endpoint: texts that are the same as long as the rules are, also in another
 * process. One text for all who are told apart by the same rules, so that it costs a stream no more than a reference.
 * <p>
 * Immutable.
 */
public final class EndpointRules {

    private final EndpointConfig endpoint;
    private final Map<String, String> texts = new LinkedHashMap<>();

    public EndpointRules(EndpointConfig endpoint, Access access) {
        this.endpoint = endpoint;
        access.streamRules().forEach((who, rules) -> texts.put(who, text(endpoint, rules)));
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

    /** The endpoint's tickets, which are good as long as the rules are what they are. */
    public EndpointTickets tickets(Tickets tickets) {
        return new EndpointTickets(tickets, endpoint, of(Access.USERS));
    }

    /** All there are. */
    public Collection<String> all() {
        return texts.values();
    }
}
