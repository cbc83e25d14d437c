package dev.tidings.server;

import dev.tidings.hub.Hub;
import dev.tidings.server.access.Access;
import dev.tidings.server.access.Revocations;
import dev.tidings.server.access.Tickets;
import dev.tidings.server.admin.RevocationsRoute;
import dev.tidings.server.admin.SubscriptionsRoute;
import dev.tidings.server.metrics.MetricsText;
import dev.tidings.server.publish.EventsRoute;
import dev.tidings.server.route.Route;
import dev.tidings.server.route.Router;
import dev.tidings.server.stream.Encodings;
import dev.tidings.server.subscribe.EndpointConfig;
import dev.tidings.server.subscribe.EndpointRules;
import dev.tidings.server.subscribe.EndpointTickets;
import dev.tidings.server.subscribe.StreamRoute;
import dev.tidings.server.subscribe.TicketsRoute;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What answers on which path.
 *
 * @param coded endpoints in code, which stay whatever else is replaced
 * @param encodings of all streams, whenever their routes were made
 * @param publishing takes what is published
 * @param page whether there is a page; null for in development only
 * @param metrics for administrators
 */
record RouteTable(
        Hub hub,
        CodeEndpoints coded,
        Encodings encodings,
        EventsRoute publishing,
        @Nullable Boolean page,
        MetricsText metrics) {

    private static final String EVENTS = "/events";
    private static final String SSE = "/sse";
    private static final String LIVE = "/health/live";
    private static final String READY = "/health/ready";
    private static final String TICKETS = "/tickets";
    private static final String METRICS = "/metrics";
    private static final String REVOCATIONS = "/admin/revocations";
    private static final String SUBSCRIPTIONS = "/admin/subscriptions";

    /** Paths that no endpoint can have. */
    static final Set<String> RESERVED = Set.of(LIVE, READY, METRICS, TICKETS, REVOCATIONS, SUBSCRIPTIONS);

    /**
     * From requests to routes.
     *
     * @param rules of all streams that the routes open
     */
    record Routing(Router router, Set<String> rules) {}

    /**
     * Endpoints by path.
     *
     * @throws IllegalArgumentException if two have the same path, or one a path that is taken
     */
    static Map<String, EndpointConfig> byPath(Collection<EndpointConfig> endpoints, CodeEndpoints coded) {
        Map<String, EndpointConfig> byPath = new LinkedHashMap<>();
        for (EndpointConfig endpoint : endpoints) {
            requireFree(endpoint.path(), coded.has(endpoint.path()) || byPath.containsKey(endpoint.path()));
            byPath.put(endpoint.path(), endpoint);
        }
        return byPath;
    }

    static void requireFree(String path, boolean taken) {
        if (taken || RESERVED.contains(path)) {
            throw new IllegalArgumentException("endpoint: " + path + " (expected: a path that is still free)");
        }
    }

    /**
     * The routes for some endpoints.
     *
     * @param endpoints by path; without any, {@code /sse} takes what {@code /events} takes
     * @throws IllegalArgumentException if an endpoint needs tokens and there are none
     */
    Routing routing(Access access, Map<String, EndpointConfig> endpoints) {
        checkTokens(access, endpoints);
        Map<String, Route> routes = new LinkedHashMap<>();
        if (page == null ? access.isLoopbackOnly() : page) {
            routes.putAll(PageFiles.routes());
        }
        routes.put(LIVE, new HealthRoute(false));
        routes.put(READY, new HealthRoute(true));
        routes.put(METRICS, new MetricsRoute(metrics, true));
        Set<String> rules = addStreams(routes, access, endpoints);
        addAdministration(routes, access);
        return new Routing(new Router(access, routes), rules);
    }

    /** What is answered on the operators' port, to whoever asks. */
    static Router ofOperators(MetricsText metrics) {
        return new Router(
                Access.open(),
                Map.of(
                        LIVE,
                        new HealthRoute(false),
                        READY,
                        new HealthRoute(true),
                        METRICS,
                        new MetricsRoute(metrics, false)));
    }

    private Set<String> addStreams(Map<String, Route> routes, Access access, Map<String, EndpointConfig> endpoints) {
        Map<String, EndpointConfig> streams = endpoints.isEmpty() && coded.isEmpty()
                ? Map.of(SSE, EndpointConfig.open(SSE), EVENTS, EndpointConfig.open(EVENTS))
                : endpoints;
        Tickets tickets = access.tickets();
        Map<String, EndpointTickets> ticketed = new LinkedHashMap<>();
        Set<String> all = new HashSet<>();
        streams.forEach((path, endpoint) -> {
            EndpointRules rules = EndpointRules.of(endpoint, access);
            EndpointTickets ofEndpoint = tickets == null ? null : rules.tickets(tickets, endpoint);
            routes.put(path, new StreamRoute(endpoint, rules, encodings, access.clock(), ofEndpoint));
            if (ofEndpoint != null) {
                ticketed.put(path, ofEndpoint);
            }
            all.addAll(rules.all());
        });
        all.addAll(coded.addTo(routes, hub, access, encodings));
        // Whoever declares endpoints says what may be read, and where: then nothing else can be.
        routes.put(EVENTS, publishing.beside(routes.get(EVENTS)));
        if (tickets != null) {
            routes.put(TICKETS, new TicketsRoute(ticketed, hub::head));
        }
        return all;
    }

    private static void checkTokens(Access access, Map<String, EndpointConfig> endpoints) {
        for (EndpointConfig endpoint : endpoints.values()) {
            if (endpoint.isBound() && !access.takesTokens()) {
                throw new IllegalArgumentException("endpoint: " + endpoint.path()
                        + " binds an attribute to a claim, but there are no tokens (expected: 'access' with 'jwt')");
            }
        }
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
