package dev.tidings.server.subscribe;

import dev.tidings.hub.stream.StreamOpening;
import dev.tidings.server.access.Principal;
import dev.tidings.server.http.HttpHead;
import dev.tidings.server.http.Load;
import dev.tidings.server.http.Outcome;
import dev.tidings.server.http.StreamStart;
import dev.tidings.server.route.Route;
import dev.tidings.server.stream.Encodings;
import dev.tidings.server.stream.StreamTerms;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Subscribes. */
public final class StreamRoute implements Route {

    private final EndpointConfig endpoint;
    private final Encodings encodings;
    private final StreamGate gate;
    private final @Nullable EndpointTickets tickets;

    // One for all streams of the endpoint: what is kept for each of them is small.
    private final dev.tidings.hub.shard.WhenBehind whenBehind;

    public StreamRoute(
            EndpointConfig endpoint,
            EndpointRules rules,
            Encodings encodings,
            InstantSource clock,
            @Nullable EndpointTickets tickets) {
        this.endpoint = endpoint;
        this.encodings = encodings;
        this.gate = new StreamGate(rules, clock);
        this.tickets = tickets;
        this.whenBehind = endpoint.whenBehind().of(endpoint.declaredAttributes());
    }

    @Override
    public List<String> methods() {
        return StreamGate.METHODS;
    }

    @Override
    public Outcome handle(HttpHead head, Principal who, Load load) {
        Outcome refusal = gate.refusal(head, load);
        if (refusal != null) {
            return refusal;
        }
        SubscribeQuery query = SubscribeQuery.parse(endpoint, head.query(), head.value("Last-Event-ID"), who, tickets);
        return new StreamStart(new StreamTerms(
                query.subscription(),
                StreamOpening.at(query.start()),
                encodings.of(endpoint.event(), endpoint.heartbeat() == HeartbeatStyle.ID, head.takesChunks()),
                whenBehind,
                gate.pass(query.principal(), query.issuedAt(), query.expiresAt())));
    }
}
