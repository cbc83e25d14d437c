package dev.tidings.cli;

import dev.tidings.cli.config.Configuration;
import dev.tidings.cli.config.Configuration.Value;
import dev.tidings.cli.config.LogKind;
import dev.tidings.cli.config.Setting;
import dev.tidings.cli.config.Settings;
import dev.tidings.hub.Hub;
import dev.tidings.hub.event.EventLimits;
import dev.tidings.hub.log.EventLog;
import dev.tidings.hub.log.MemoryLog;
import dev.tidings.hub.shard.HubLimits;
import dev.tidings.log.rocksdb.RocksLog;
import dev.tidings.server.DrainPeriods;
import dev.tidings.server.ServerBuilder;
import dev.tidings.server.ServerLimits;
import dev.tidings.server.SseServer;
import dev.tidings.server.access.Access;
import dev.tidings.server.limit.PeerLimits;
import dev.tidings.server.limit.Proxies;
import dev.tidings.server.subscribe.EndpointConfig;
import dev.tidings.server.tls.TlsFiles;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;

/** A hub and its server, made as a configuration says: the one place that chooses implementations. */
final class RunningHub implements AutoCloseable {

    private static final Logger LOGGER = System.getLogger(RunningHub.class.getName());

    /** In the folder of the log. */
    private static final String ACCESS_FOLDER = "access";

    private final Hub hub;
    private final SseServer server;

    /** As it was when this was started; access and endpoints may be others since. */
    private final Configuration started;

    private RunningHub(Hub hub, SseServer server, Configuration started) {
        this.hub = hub;
        this.server = server;
        this.started = started;
    }

    /**
     * Starts everything.
     *
     * @throws IllegalArgumentException if the settings contradict each other
     */
    static RunningHub start(Configuration configuration) {
        Hub hub = hub(configuration);
        try {
            return new RunningHub(hub, server(configuration, hub), configuration);
        } catch (RuntimeException | Error e) {
            hub.close();
            throw e;
        }
    }

    private static Hub hub(Configuration configuration) {
        return Hub.builder()
                .log(log(configuration))
                .limits(HubLimits.DEFAULT
                        .withTailBytes(configuration.get(Settings.TAIL))
                        .withPendingBytes(configuration.get(Settings.PENDING))
                        .withPagesBytes(configuration.get(Settings.REPLAY_PAGES)))
                .eventLimits(new EventLimits(
                        Math.toIntExact(configuration.get(Settings.EVENT_DATA)),
                        configuration.get(Settings.EVENT_ATTRIBUTES),
                        configuration.get(Settings.EVENT_VALUES),
                        configuration.get(Settings.EVENT_COMBINATIONS)))
                .open();
    }

    private static EventLog log(Configuration configuration) {
        return configuration.get(Settings.LOG_KIND) == LogKind.MEMORY
                ? memoryLog(configuration)
                : rocksLog(configuration);
    }

    private static EventLog rocksLog(Configuration configuration) {
        return RocksLog.builder(configuration.get(Settings.LOG_DIRECTORY))
                .sync(configuration.get(Settings.LOG_SYNC))
                .retainBytes(configuration.get(Settings.LOG_RETAIN_BYTES).orElse(RocksLog.DEFAULT_RETAIN_BYTES))
                .retainAge(configuration.get(Settings.LOG_RETAIN_AGE).orElse(null))
                .waitForLog(configuration.get(Settings.LOG_WAIT))
                .open();
    }

    private static EventLog memoryLog(Configuration configuration) {
        long heapShare = Runtime.getRuntime().maxMemory() / 4;
        long wanted =
                configuration.get(Settings.LOG_RETAIN_BYTES).orElse(Math.min(MemoryLog.DEFAULT_MAX_BYTES, heapShare));
        MemoryLog.Builder builder = MemoryLog.builder().maxBytes(wanted);
        configuration.get(Settings.LOG_RETAIN_AGE).ifPresent(builder::retainAge);
        MemoryLog log = builder.open();
        if (log.maxBytes() < wanted) {
            LOGGER.log(
                    Level.WARNING,
                    "log.retain.bytes: {0} is more than 1/4 of the heap; {1} bytes are retained (a larger heap, such as"
                            + " TIDINGS_JAVA_OPTS=-Xmx4g, makes room)",
                    configuration.text(Settings.LOG_RETAIN_BYTES),
                    Long.toString(log.maxBytes()));
        }
        return log;
    }

    private static SseServer server(Configuration configuration, Hub hub) {
        ServerBuilder builder = SseServer.builder(hub)
                .host(configuration.get(Settings.HOST))
                .port(configuration.get(Settings.PORT))
                .access(access(configuration, configuration))
                .transport(configuration.get(Settings.TRANSPORT))
                .eventLoops(configuration.get(Settings.EVENT_LOOPS))
                .limits(limits(configuration))
                .peerLimits(peerLimits(configuration))
                .proxies(Proxies.trusted(
                        configuration.get(Settings.TRUSTED_PROXIES), configuration.get(Settings.PROXY_HEADER)))
                .proxyProtocol(configuration.get(Settings.PROXY_PROTOCOL))
                .cloudEventAttributes(configuration.get(Settings.CLOUD_EVENTS_ATTRIBUTES))
                .drain(new DrainPeriods(
                        configuration.get(Settings.DRAIN_REFUSE), configuration.get(Settings.DRAIN_STREAMS)));
        configuration.get(Settings.PAGE).ifPresent(builder::page);
        tls(configuration).ifPresent(builder::tls);
        configuration
                .get(Settings.METRICS_PORT)
                .ifPresent(port -> builder.metricsAddress(configuration.get(Settings.METRICS_HOST), port));
        for (Value<EndpointConfig> endpoint : configuration.endpoints()) {
            builder.endpoint(endpoint.value());
        }
        return builder.start();
    }

    private static Optional<TlsFiles> tls(Configuration configuration) {
        Optional<Path> certificates = configuration.get(Settings.TLS_CERTIFICATES);
        Optional<Path> key = configuration.get(Settings.TLS_KEY);
        if (certificates.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException((key.isPresent() ? "server.tls.certificates" : "server.tls.key")
                    + ": none (expected: a PEM file, as "
                    + (key.isPresent() ? "server.tls.key" : "server.tls.certificates") + " is set)");
        }
        return certificates.flatMap(some -> key.map(its -> new TlsFiles(some, its)));
    }

    /** What has to be remembered lies with the log that is open, which no other hub has. */
    private static Access access(Configuration configuration, Configuration log) {
        Access access = configuration.access().value();
        return log.get(Settings.LOG_KIND) == LogKind.MEMORY
                ? access
                : access.keptIn(log.get(Settings.LOG_DIRECTORY).resolve(ACCESS_FOLDER));
    }

    /**
     * Takes over who may do what, and by which endpoints; nothing else.
     *
     * @return how many streams have ended over it
     * @throws IllegalArgumentException if that cannot be done while the hub runs; nothing has changed then
     */
    CompletionStage<Integer> reload(Configuration configuration) {
        return server.reload(
                access(configuration, started),
                configuration.endpoints().stream().map(Value::value).toList());
    }

    /** The settings that are others than when the hub was started, and wait for its next start. */
    List<String> waitingForRestart(Configuration configuration) {
        return Settings.all().stream()
                .filter(setting -> !configuration.text(setting).equals(started.text(setting)))
                .map(Setting::name)
                .toList();
    }

    private static PeerLimits peerLimits(Configuration configuration) {
        return PeerLimits.DEFAULT
                .withStreams(configuration.get(Settings.STREAMS_PER_PRINCIPAL).orElse(0))
                .withConnections(
                        configuration.get(Settings.CONNECTIONS_PER_ADDRESS).orElse(0))
                .withPublishRate(
                        configuration.get(Settings.PUBLISH_RATE).orElse(0),
                        configuration.get(Settings.PUBLISH_BURST).orElse(0))
                .withReplayRate(
                        configuration.get(Settings.REPLAY_RATE).orElse(0L),
                        configuration.get(Settings.REPLAY_BURST).orElse(0L));
    }

    private static ServerLimits limits(Configuration configuration) {
        ServerLimits limits = ServerLimits.DEFAULT
                .withBytes(
                        Math.toIntExact(configuration.get(Settings.REQUEST_HEAD)),
                        Math.toIntExact(configuration.get(Settings.PUBLISH_BODY)))
                .withTimeouts(
                        configuration.get(Settings.HEAD_TIMEOUT),
                        configuration.get(Settings.BODY_TIMEOUT),
                        configuration.get(Settings.IDLE_TIMEOUT))
                .withHeartbeat(configuration.get(Settings.HEARTBEAT))
                .withStall(configuration.get(Settings.STALL));
        return configuration
                .get(Settings.CONNECTIONS)
                .map(limits::withConnections)
                .orElse(limits);
    }

    /** {@code http://127.0.0.1:8080}, with the port that is really used. */
    String url() {
        return url(server.isEncrypted() ? "https" : "http", started.get(Settings.HOST), server.port());
    }

    /** Where health and metrics have a port of their own; empty if they have none. */
    Optional<String> metricsUrl() {
        OptionalInt port = server.metricsPort();
        return port.isEmpty()
                ? Optional.empty()
                : Optional.of(url("http", started.get(Settings.METRICS_HOST), port.getAsInt()));
    }

    private static String url(String scheme, String host, int port) {
        return scheme + "://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }

    /** Ends open streams over the drain period, then everything else. */
    @Override
    public void close() {
        server.close();
        hub.close();
    }
}
