package dev.tidings.server.subscribe;

import dev.tidings.hub.event.Subscription;
import dev.tidings.server.access.Principal;
import dev.tidings.server.access.Tickets;

/**
 * The tickets of one endpoint, which are good as long as it is what it is.
 *
 * @param rules by which owners of tokens may have its streams
 */
public record EndpointTickets(Tickets tickets, EndpointConfig endpoint, String rules) {

    /** As {@link Tickets#issue}. */
    Tickets.Issued issue(Principal owner, Subscription subscription) {
        return tickets.issue(owner, endpoint.path(), rules, subscription);
    }

    /** As {@link Tickets#read}. */
    Tickets.Ticket read(String text) {
        return tickets.read(text, endpoint.path(), rules);
    }
}
