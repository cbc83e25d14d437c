package dev.tidings.server;

import static java.util.Objects.requireNonNull;

import dev.tidings.hub.Hub;
import dev.tidings.server.access.Access;
import dev.tidings.server.access.AddressRule;
import dev.tidings.server.access.Tickets;
import dev.tidings.server.publish.CloudEventAttributes;
import dev.tidings.server.publish.EventsRoute;
import dev.tidings.server.route.Route;
import dev.tidings.server.route.Router;
import dev.tidings.server.stream.Encodings;
import dev.tidings.server.subscribe.EndpointConfig;
import dev.tidings.server.subscribe.StreamRoute;
import dev.tidings.server.subscribe.TicketsRoute;
import dev.tidings.server.tls.TlsFiles;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How a server is to be; the whole is checked once, by {@link #start()}. For one thread. */
public final class ServerBuilder {

    private static final String EVENTS = "/events";
    private static final String SSE = "/sse";
    private static final String LIVE = "/health/live";
    private static final String READY = "/health/ready";
    private static final String TICKETS = "/tickets";
    private static final Set<String> RESERVED = Set.of(LIVE, READY, TICKETS);
    private static final int MAX_PORT = 65_535;

    private final Hub hub;
    private final Map<String, EndpointConfig> endpoints = new LinkedHashMap<>();
    private String host = "127.0.0.1";
    private int port = 8080;
    private Access access = Access.development();
    private @Nullable Boolean page;
    private @Nullable TlsFiles tls;
    private Transport transport = Transport.AUTO;
    private int eventLoops = Runtime.getRuntime().availableProcessors();
    private ServerLimits limits = ServerLimits.DEFAULT;
    private CloudEventAttributes cloudEvents = CloudEventAttributes.DEFAULT;
    private DrainPeriods drain = DrainPeriods.DEFAULT;

    ServerBuilder(Hub hub) {
        this.hub = requireNonNull(hub, "hub");
    }

    /** Name or address to listen on; 127.0.0.1 by default. */
    public ServerBuilder host(String newHost) {
        host = requireNonNull(newHost, "host");
        return this;
    }

    /** 8080 by default; 0 for any that is free. */
    public ServerBuilder port(int newPort) {
        port = newPort;
        return this;
    }

    /** Adds an endpoint; without any, {@code /sse} takes what {@code /events} takes. */
    public ServerBuilder endpoint(String path, Consumer<? super EndpointConfig.Builder> settings) {
        EndpointConfig.Builder endpoint = EndpointConfig.builder(path);
        settings.accept(endpoint);
        return endpoint(endpoint.build());
    }

    /** Adds an endpoint. */
    public ServerBuilder endpoint(EndpointConfig endpoint) {
        if (RESERVED.contains(endpoint.path()) || endpoints.putIfAbsent(endpoint.path(), endpoint) != null) {
            throw new IllegalArgumentException(
                    "endpoint: " + endpoint.path() + " (expected: a path that is still free)");
        }
        return this;
    }

    /** Who may use it; {@link Access#development()} by default. */
    public ServerBuilder access(Access newAccess) {
        access = requireNonNull(newAccess, "access");
        return this;
    }

    /** Whether there is a page at {@code /} that shows the hub at work; by default in development only. */
    public ServerBuilder page(boolean newPage) {
        page = newPage;
        return this;
    }

    /** Speaks TLS, HTTP/2 included; files that change are read again. None by default. */
    public ServerBuilder tls(TlsFiles newTls) {
        tls = requireNonNull(newTls, "tls");
        return this;
    }

    public ServerBuilder transport(Transport newTransport) {
        transport = requireNonNull(newTransport, "transport");
        return this;
    }

    /** How many event loops share the connections, &gt;= 1; as many as there are processors by default. */
    public ServerBuilder eventLoops(int newEventLoops) {
        eventLoops = newEventLoops;
        return this;
    }

    public ServerBuilder limits(ServerLimits newLimits) {
        limits = requireNonNull(newLimits, "limits");
        return this;
    }

    /** Which attributes events have that are published as CloudEvents; the subject by default. */
    public ServerBuilder cloudEventAttributes(CloudEventAttributes newAttributes) {
        cloudEvents = requireNonNull(newAttributes, "attributes");
        return this;
    }

    /** How it stops. */
    public ServerBuilder drain(DrainPeriods newDrain) {
        drain = requireNonNull(newDrain, "drain");
        return this;
    }

    /**
     * Starts it. When this returns, connections are accepted.
     *
     * @throws IllegalArgumentException if the settings do not fit together, or the files for TLS are not in order
     * @throws IllegalStateException if the transport is not available
     * @throws java.io.UncheckedIOException if the address cannot be bound
     */
    public SseServer start() {
        inRange("port", port, 0, MAX_PORT);
        inRange("eventLoops", eventLoops, 1, 1024);
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("host: " + host + " (expected: an address of this machine)", e);
        }
        AddressRule.check(address, access);
        checkTokens();
        return new Launch(hub, new Router(access, routes()), transport, eventLoops, limits, drain, tls)
                .run(new InetSocketAddress(address, port));
    }

    private void checkTokens() {
        for (EndpointConfig endpoint : endpoints.values()) {
            if (endpoint.isBound() && !access.takesTokens()) {
                throw new IllegalArgumentException("endpoint: " + endpoint.path()
                        + " binds an attribute to a claim, but there are no tokens (expected: 'access' with 'jwt')");
            }
        }
    }

    private Map<String, Route> routes() {
        Encodings encodings = new Encodings();
        InstantSource clock = access.clock();
        Tickets tickets = access.tickets();
        Map<String, Route> routes = new LinkedHashMap<>();
        if (page == null ? access.isLoopbackOnly() : page) {
            routes.putAll(PageFiles.routes());
        }
        routes.put(LIVE, new HealthRoute(false));
        routes.put(READY, new HealthRoute(true));
        endpoints
                .values()
                .forEach(endpoint -> routes.put(endpoint.path(), new StreamRoute(endpoint, encodings, clock, tickets)));
        if (endpoints.isEmpty()) {
            routes.put(SSE, new StreamRoute(EndpointConfig.open(SSE), encodings, clock, tickets));
        }
        // Whoever declares endpoints says what may be read, and where: then nothing else can be.
        EndpointConfig events = endpoints.isEmpty() ? EndpointConfig.open(EVENTS) : endpoints.get(EVENTS);
        Route stream = events == null ? null : new StreamRoute(events, encodings, clock, tickets);
        routes.put(EVENTS, new EventsRoute(stream, hub, limits.bodyBytes(), cloudEvents));
        if (tickets != null) {
            Map<String, EndpointConfig> ticketed = endpoints.isEmpty()
                    ? Map.of(SSE, EndpointConfig.open(SSE), EVENTS, EndpointConfig.open(EVENTS))
                    : endpoints;
            routes.put(TICKETS, new TicketsRoute(ticketed, tickets, hub::head));
        }
        return routes;
    }

    private static void inRange(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + least + "-" + most + ")");
        }
    }
}
