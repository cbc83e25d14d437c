package dev.tidings.server.subscribe;

import dev.tidings.hub.stream.StreamOpening;
import dev.tidings.server.access.Principal;
import dev.tidings.server.http.HttpHead;
import dev.tidings.server.http.Load;
import dev.tidings.server.http.Outcome;
import dev.tidings.server.http.Problem;
import dev.tidings.server.http.StreamStart;
import dev.tidings.server.metrics.Refusal;
import dev.tidings.server.route.Route;
import dev.tidings.server.stream.Encodings;
import dev.tidings.server.stream.Pass;
import dev.tidings.server.stream.StreamTerms;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Subscribes. */
public final class StreamRoute implements Route {

    private static final List<String> METHODS = List.of("GET", "HEAD");

    /** 10 years: what a stream's lifetime is counted in does not go much further. */
    private static final Duration LONGEST = Duration.ofDays(3650);

    private final EndpointConfig endpoint;
    private final Encodings encodings;
    private final InstantSource clock;
    private final EndpointRules rules;
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
        this.rules = rules;
        this.clock = clock;
        this.tickets = tickets;
        this.whenBehind = endpoint.whenBehind().of(endpoint.declaredAttributes());
    }

    @Override
    public List<String> methods() {
        return METHODS;
    }

    @Override
    public Outcome handle(HttpHead head, Principal who, Load load) {
        List<String> accept = head.values("Accept");
        if (!HttpAccept.admitsEventStream(accept)) {
            throw Problem.of(
                            406,
                            "Accept: " + Problem.quote(String.join(", ", accept)) + " (expected: "
                                    + StreamStart.CONTENT_TYPE + ", which is all there is here)")
                    .toException();
        }
        if (load != Load.NORMAL) {
            return StreamStart.comeBack(reason(load));
        }
        SubscribeQuery query = SubscribeQuery.parse(endpoint, head.query(), head.value("Last-Event-ID"), who, tickets);
        return new StreamStart(new StreamTerms(
                query.subscription(),
                StreamOpening.at(query.start()),
                encodings.of(endpoint.event(), endpoint.heartbeat() == HeartbeatStyle.ID, head.takesChunks()),
                whenBehind,
                new Pass(
                        query.principal(),
                        query.issuedAt(),
                        rules.of(query.principal()),
                        lifetime(query.expiresAt()))));
    }

    private Duration lifetime(@Nullable Instant expiresAt) {
        if (expiresAt == null) {
            return Duration.ZERO;
        }
        Duration left = Duration.between(clock.instant(), expiresAt);
        if (left.isNegative() || left.isZero()) {
            // A publish has some leeway; a stream that ended with its token would only be opened again.
            throw Problem.of(401, "token refused: it has expired").toException();
        }
        return left.compareTo(LONGEST) < 0 ? left : LONGEST;
    }

    private static Refusal reason(Load load) {
        return switch (load) {
            case FULL -> Refusal.CONNECTIONS;
            case UNSURE -> Refusal.UNSURE;
            case DRAINING, NORMAL -> Refusal.DRAINING;
        };
    }
}
