package dev.tidings.server;

import static java.util.Objects.requireNonNull;

import dev.tidings.hub.Hub;
import dev.tidings.hub.stream.SseStream;
import dev.tidings.server.access.Access;
import dev.tidings.server.access.Principal;
import dev.tidings.server.limit.PeerLimits;
import dev.tidings.server.limit.Peers;
import dev.tidings.server.limit.Proxies;
import dev.tidings.server.limit.Quotas;
import dev.tidings.server.metrics.Bound;
import dev.tidings.server.publish.CloudEventAttributes;
import dev.tidings.server.publish.EventsRoute;
import dev.tidings.server.stream.Encodings;
import dev.tidings.server.subscribe.CodeEndpoint;
import dev.tidings.server.subscribe.EndpointConfig;
import dev.tidings.server.tls.TlsFiles;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How a server is to be; the whole is checked once, by {@link #start()}. For one thread. */
public final class ServerBuilder {

    private static final int MAX_PORT = 65_535;

    private final Hub hub;
    private final List<EndpointConfig> endpoints = new ArrayList<>();
    private final Map<String, CodeEndpoint> coded = new LinkedHashMap<>();
    private @Nullable Executor endpointExecutor;
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
    private PeerLimits peerLimits = PeerLimits.DEFAULT;
    private Proxies proxies = Proxies.NONE;
    private boolean proxyProtocol;
    private @Nullable String metricsHost;
    private int metricsPort;

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
        requireFree(endpoint.path());
        endpoints.add(endpoint);
        return this;
    }

    /**
     * Adds an endpoint in code: a request's query parameters become a record, and that the stream that its client gets.
     *
     * <pre>{@code
     * record SseQuery(@NotNull @Email String email) {}
     *
     * .endpoint("/sse", SseQuery.class, query -> SseStream.of(hub, Filter.topic("filter.verified").where("email", query.email())))
     * }</pre>
     *
     * Each component takes the parameter of its name; a list takes all its values. What cannot be converted, what no component is named like, and
     * what Jakarta Validation finds, if that is on the class path, is answered with a 400 that names the parameter.
     *
     * @param stream run for each request, beside the event loops, so that it may block. What it gives has to lie within the grants of
     *     who asks; an {@link IllegalArgumentException} is answered with its message and a 400, a
     *     {@link dev.tidings.server.http.ProblemException} with what it says
     */
    public <Q extends Record> ServerBuilder endpoint(
            String path, Class<Q> query, Function<? super Q, ? extends SseStream> stream) {
        requireNonNull(stream, "stream");
        return endpoint(CodeEndpoint.of(path, query, false, (bound, who) -> stream.apply(bound)));
    }

    /**
     * Adds an endpoint in code that is told who asks, as {@link #endpoint(String, Class, Function)}: the code is the permission.
     *
     * @param stream throws {@code Problem.of(403, detail).toException()} to refuse
     */
    public <Q extends Record> ServerBuilder endpoint(
            String path, Class<Q> query, BiFunction<? super Q, ? super Principal, ? extends SseStream> stream) {
        return endpoint(CodeEndpoint.of(path, query, true, stream));
    }

    private ServerBuilder endpoint(CodeEndpoint endpoint) {
        requireFree(endpoint.path());
        coded.put(endpoint.path(), endpoint);
        return this;
    }

    private void requireFree(String path) {
        boolean taken = endpoints.stream().anyMatch(other -> other.path().equals(path)) || coded.containsKey(path);
        RouteTable.requireFree(path, taken);
    }

    /** Runs endpoints in code; by default up to 32 daemon threads of the server's own. What it rejects is told to come back. */
    public ServerBuilder endpointExecutor(Executor newExecutor) {
        endpointExecutor = requireNonNull(newExecutor, "executor");
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

    /** What each principal and each address may take. */
    public ServerBuilder peerLimits(PeerLimits newLimits) {
        peerLimits = requireNonNull(newLimits, "limits");
        return this;
    }

    /** Which proxies are believed when they name a client; none by default. */
    public ServerBuilder proxies(Proxies newProxies) {
        proxies = requireNonNull(newProxies, "proxies");
        return this;
    }

    /** Whether every connection has to begin with the PROXY protocol; header fields that name a client are not read then. */
    public ServerBuilder proxyProtocol(boolean newProxyProtocol) {
        proxyProtocol = newProxyProtocol;
        return this;
    }

    /**
     * Gives health and metrics a port of their own besides, where they are told to whoever can reach it; none by default.
     *
     * @param newPort 0 for any that is free
     */
    public ServerBuilder metricsAddress(String newHost, int newPort) {
        metricsHost = requireNonNull(newHost, "host");
        metricsPort = newPort;
        return this;
    }

    /**
     * Starts it. When this returns, connections are accepted.
     *
     * @throws IllegalArgumentException if the settings do not fit together, or the files for TLS are not in order
     * @throws IllegalStateException if the transport is not available, or what was revoked before cannot be read
     * @throws java.io.UncheckedIOException if the address cannot be bound
     */
    public SseServer start() {
        inRange("port", port, 0, MAX_PORT);
        inRange("eventLoops", eventLoops, 1, 1024);
        inRange("metrics port", metricsPort, 0, MAX_PORT);
        InetAddress address = address("host", host);
        Quotas quotas = new Quotas(peerLimits, System::nanoTime);
        EventsRoute publishing = new EventsRoute(null, hub, limits.bodyBytes(), cloudEvents, quotas);
        List<Bound> bounds = new ArrayList<>(quotas.bounds());
        bounds.add(publishing.bodies());
        Measurements measurements = new Measurements(hub, limits, eventLoops, bounds);
        RouteTable table = new RouteTable(hub, codeEndpoints(), new Encodings(), publishing, page, measurements.text());
        OperatorPort operators = metricsHost == null
                ? null
                : new OperatorPort(
                        new InetSocketAddress(address("metrics host", metricsHost), metricsPort),
                        RouteTable.ofOperators(measurements.text()));
        Site site = new Site(hub, table, access, endpoints, address);
        try {
            return new Launch(
                            hub,
                            site,
                            operators,
                            transport,
                            limits,
                            drain,
                            tls,
                            new Peers(quotas, proxies, proxyProtocol),
                            measurements)
                    .run(new InetSocketAddress(address, port));
        } catch (RuntimeException | Error e) {
            site.close();
            throw e;
        }
    }

    private CodeEndpoints codeEndpoints() {
        return new CodeEndpoints(coded, endpointExecutor == null ? CodeThreads.open() : endpointExecutor);
    }

    private static InetAddress address(String name, String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(name + ": " + host + " (expected: an address of this machine)", e);
        }
    }

    private static void inRange(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + least + "-" + most + ")");
        }
    }
}
