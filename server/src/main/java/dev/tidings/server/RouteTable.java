package dev.tidings.server;

import dev.tidings.hub.Hub;
import dev.tidings.server.access.Access;
import dev.tidings.server.access.Revocations;
import dev.tidings.server.access.Tickets;
import dev.tidings.server.admin.RevocationsRoute;
import dev.tidings.server.admin.SubscriptionsRoute;
import dev.tidings.server.publish.EventsRoute;
import dev.tidings.server.route.Route;
import dev.tidings.server.route.Router;
import dev.tidings.server.stream.Encodings;
import dev.tidings.server.subscribe.EndpointConfig;
import dev.tidings.server.subscribe.StreamRoute;
import dev.tidings.server.subscribe.TicketsRoute;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What answers on which path.
 *
 * @param encodings of all streams, whenever their routes were made
 * @param publishing takes what is published
 * @param page whether there is a page; null for in development only
 */
record RouteTable(
        Hub hub,
        Encodings encodings,
        EventsRoute publishing,
        @Nullable Boolean page) {

    private static final String EVENTS = "/events";
    private static final String SSE = "/sse";
    private static final String LIVE = "/health/live";
    private static final String READY = "/health/ready";
    private static final String TICKETS = "/tickets";
    private static final String REVOCATIONS = "/admin/revocations";
    private static final String SUBSCRIPTIONS = "/admin/subscriptions";

    /** Paths that no endpoint can have. */
    static final Set<String> RESERVED = Set.of(LIVE, READY, TICKETS, REVOCATIONS, SUBSCRIPTIONS);

    /**
     * From requests to these routes.
     *
     * @param endpoints by path; without any, {@code /sse} takes what {@code /events} takes
     * @throws IllegalArgumentException if an endpoint needs tokens and there are none
     */
    Router router(Access access, Map<String, EndpointConfig> endpoints) {
        checkTokens(access, endpoints);
        Map<String, Route> routes = new LinkedHashMap<>();
        if (page == null ? access.isLoopbackOnly() : page) {
            routes.putAll(PageFiles.routes());
        }
        routes.put(LIVE, new HealthRoute(false));
        routes.put(READY, new HealthRoute(true));
        Map<String, EndpointConfig> streams = endpoints.isEmpty()
                ? Map.of(SSE, EndpointConfig.open(SSE), EVENTS, EndpointConfig.open(EVENTS))
                : endpoints;
        streams.forEach((path, endpoint) -> routes.put(path, stream(endpoint, access)));
        // Whoever declares endpoints says what may be read, and where: then nothing else can be.
        routes.put(EVENTS, publishing.beside(routes.get(EVENTS)));
        Tickets tickets = access.tickets();
        if (tickets != null) {
            routes.put(TICKETS, new TicketsRoute(streams, tickets));
        }
        addAdministration(routes, access);
        return new Router(access, routes);
    }

    private static void checkTokens(Access access, Map<String, EndpointConfig> endpoints) {
        for (EndpointConfig endpoint : endpoints.values()) {
            if (endpoint.isBound() && !access.takesTokens()) {
                throw new IllegalArgumentException("endpoint: " + endpoint.path()
                        + " binds an attribute to a claim, but there are no tokens (expected: 'access' with 'jwt')");
            }
        }
    }

    private Route stream(EndpointConfig endpoint, Access access) {
        return new StreamRoute(endpoint, encodings, access.clock(), access.tickets());
    }

    private void addAdministration(Map<String, Route> routes, Access access) {
        InstantSource clock = access.clock();
        if (access.hasAdministrators()) {
            routes.put(SUBSCRIPTIONS, new SubscriptionsRoute(hub, clock));
        }
        Revocations revocations = access.revocations();
        if (revocations != null) {
            routes.put(REVOCATIONS, new RevocationsRoute(revocations, clock));
        }
    }
}
