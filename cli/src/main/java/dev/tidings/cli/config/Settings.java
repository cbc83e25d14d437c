package dev.tidings.cli.config;

import dev.tidings.hub.event.EventLimits;
import dev.tidings.hub.shard.HubLimits;
import dev.tidings.log.rocksdb.RocksLog;
import dev.tidings.log.rocksdb.store.Sync;
import dev.tidings.server.DrainPeriods;
import dev.tidings.server.ServerLimits;
import dev.tidings.server.Transport;
import dev.tidings.server.limit.PeerLimits;
import dev.tidings.server.publish.CloudEventAttributes;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Everything that can be set with one value; nothing else lists them. */
public final class Settings {

    private static final long KIB = 1L << 10;
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;
    private static final long TIB = 1L << 40;

    private static final Kind<Duration> TIMEOUT = new DurationKind(Duration.ofMillis(100), Duration.ofHours(1));
    private static final Kind<Integer> COUNT = new IntegerKind(1, 1_000_000);

    public static final Setting<String> HOST = Setting.of(
                    "server.host",
                    new TextKind("an address or a name of this machine"),
                    "127.0.0.1",
                    "nobody else can reach it; any other address needs `access`",
                    "The address to listen on.")
            .flag("--host");

    public static final Setting<Integer> PORT = Setting.of(
                    "server.port",
                    new IntegerKind(0, 65535),
                    8080,
                    "needs no privileges, and is where people look first",
                    "The port to listen on; 0 picks a free one.")
            .flag("--port");

    public static final Setting<Transport> TRANSPORT = Setting.of(
                    "server.transport",
                    ChoiceKind.of(Transport.class, transport -> transport.name().toLowerCase(Locale.ROOT)),
                    Transport.AUTO,
                    "the fastest that this machine allows: io_uring, else epoll, else nio",
                    "How to talk to sockets: auto, io_uring, epoll or nio.")
            .flag("--transport");

    public static final Setting<Integer> EVENT_LOOPS = Setting.computed(
            "server.eventLoops",
            new IntegerKind(1, 1024),
            () -> Runtime.getRuntime().availableProcessors(),
            "one per processor",
            "an event loop never waits",
            "Threads that serve connections.");

    public static final Setting<Optional<Path>> TLS_CERTIFICATES = Setting.of(
            "server.tls.certificates",
            new OrWordKind<>(new PathKind("a PEM file"), "none"),
            Optional.empty(),
            "on this machine, and behind a proxy, it is not needed",
            "A PEM file with the server's certificate and those that vouch for it; with it, HTTPS only, HTTP/2 included."
                    + " Files that change are read again.");

    public static final Setting<Optional<Path>> TLS_KEY = Setting.of(
            "server.tls.key",
            new OrWordKind<>(new PathKind("a PEM file"), "none"),
            Optional.empty(),
            "as the certificates",
            "A PEM file with the certificate's private key, not encrypted.");

    public static final Setting<Duration> DRAIN_REFUSE = Setting.of(
            "server.drain.refuse",
            new DurationKind(Duration.ZERO, Duration.ofHours(1)),
            DrainPeriods.DEFAULT_REFUSE,
            "load balancers notice by then that the hub is not ready",
            "After SIGTERM, how long new streams are told to come back later before nobody listens any more.");

    public static final Setting<Duration> DRAIN_STREAMS = Setting.of(
            "server.drain.streams",
            new DurationKind(Duration.ZERO, Duration.ofHours(1)),
            DrainPeriods.DEFAULT_STREAMS,
            "with the time before, below the 30 s after which Kubernetes kills",
            "Then, over how long the end of the open streams is spread.");

    public static final Setting<List<String>> TRUSTED_PROXIES = Setting.of(
            "server.proxies.trusted",
            new NetworksKind(),
            List.of(),
            "anybody can send a header field",
            "Networks of proxies that are believed when they name the client they ask for, as in `10.0.0.0/8, 127.0.0.1`.");

    public static final Setting<String> PROXY_HEADER = Setting.of(
            "server.proxies.header",
            new TextKind("a header field"),
            "X-Forwarded-For",
            "what most proxies send",
            "The header field in which they do: a list, in which each proxy adds whom it was asked by.");

    public static final Setting<Boolean> PROXY_PROTOCOL = Setting.of(
            "server.proxies.protocol",
            ChoiceKind.yesOrNo(),
            false,
            "browsers do not speak it",
            "Whether every connection begins with the PROXY protocol, version 1 or 2, as load balancers send it; one that does not is"
                    + " closed. Header fields are not asked then.");

    public static final Setting<Optional<Boolean>> PAGE = Setting.of(
            "server.page",
            new OrWordKind<>(ChoiceKind.yesOrNo(), "auto"),
            Optional.empty(),
            "there in development mode, which is without `access`",
            "Whether there is a page at / that shows the hub working.");

    public static final Setting<Optional<Integer>> METRICS_PORT = Setting.of(
            "metrics.port",
            new OrWordKind<>(new IntegerKind(0, 65535), "none"),
            Optional.empty(),
            "/metrics is for administrators then, at the port of everything else",
            "A port of its own for /metrics and /health, without credentials; 0 picks a free one.");

    public static final Setting<String> METRICS_HOST = Setting.of(
            "metrics.host",
            new TextKind("an address or a name of this machine"),
            "127.0.0.1",
            "numbers tell how much is going on, which is nobody else's business",
            "The address of that port.");

    public static final Setting<Level> LOGGING_LEVEL = Setting.of(
                    "logging.level",
                    levels(),
                    Level.INFO,
                    "starts, stops and what somebody should look at",
                    "The least important messages to write: error, warn, info, debug or trace.")
            .flag("--log-level");

    public static final Setting<LogFormat> LOGGING_FORMAT = Setting.of(
                    "logging.format",
                    ChoiceKind.of(LogFormat.class, LogFormat::word),
                    LogFormat.TEXT,
                    "for people; json is for collectors",
                    "How messages are written to standard error: text, or json, an object a line.")
            .flag("--log-format");

    public static final Setting<LogKind> LOG_KIND = Setting.of(
                    "log.kind",
                    ChoiceKind.of(LogKind.class, LogKind::word),
                    LogKind.ROCKSDB,
                    "what was acknowledged must not end with the process",
                    "Where events are retained: rocksdb, in a folder, or memory, where they end with the process.")
            .flag("--memory", "memory");

    public static final Setting<Path> LOG_DIRECTORY = Setting.of(
                    "log.directory",
                    new PathKind("a folder, which is made if it is not there"),
                    Path.of("tidings-data"),
                    "beside where it was started, so that two hubs do not meet by accident",
                    "The folder of the log. In a file, a relative one begins where the file is.")
            .flag("--data");

    public static final Setting<Sync> LOG_SYNC = Setting.of(
            "log.sync",
            ChoiceKind.of(Sync.class, sync -> sync.name().toLowerCase(Locale.ROOT)),
            Sync.OS,
            "a killed hub loses nothing, and subscribers are told if a power cut did",
            "When a publish is acknowledged: os, when the operating system has the event, or disk, when the disk has it.");

    public static final Setting<Duration> LOG_WAIT = Setting.of(
                    "log.wait",
                    new DurationKind(Duration.ZERO, Duration.ofHours(1)),
                    Duration.ZERO,
                    "a second hub in one folder is a mistake, unless the first one is about to stop",
                    "How long to wait at the start for another process to close the log, as in rolling deployments.")
            .flag("--wait-for-log");

    public static final Setting<Optional<Long>> LOG_RETAIN_BYTES = Setting.computed(
            "log.retain.bytes",
            new OrWordKind<>(new SizeKind(64 * KIB, TIB), "auto"),
            Optional::empty,
            "auto: 1GiB; in memory 256MiB, at most 1/4 of the heap",
            "some million small events; in memory, the rest of the heap is for connections",
            "How much of the newest events is retained, index included, for those who come back. In memory, more than 1/4"
                    + " of the heap is never used.");

    public static final Setting<Optional<Duration>> LOG_RETAIN_AGE = Setting.of(
            "log.retain.age",
            new OrWordKind<>(new DurationKind(Duration.ofSeconds(1), Duration.ofDays(3650)), "none"),
            Optional.of(RocksLog.DEFAULT_RETAIN_AGE),
            "a client that was away for the night still resumes",
            "How long an event is retained at most.");

    public static final Setting<CloudEventAttributes> CLOUD_EVENTS_ATTRIBUTES = Setting.of(
            "publish.cloudEvents.attributes",
            new CloudEventAttributesKind(),
            CloudEventAttributes.DEFAULT,
            "what, or whom, a CloudEvent is about",
            "Which attributes of a CloudEvent, extensions too, become attributes of the event, as in `subject,"
                    + " tenant=tenantid`: the extension `tenantid` becomes the attribute `tenant`.");

    public static final Setting<Long> TAIL = Setting.computed(
            "limits.tail",
            new SizeKind(64 * KIB, TIB),
            HubLimits.DEFAULT::tailBytes,
            "64MiB, at most 1/8 of the heap",
            "it shares its events with the log",
            "The newest events, which are served without asking the log.");

    public static final Setting<Long> PENDING = Setting.computed(
            "limits.pending",
            new SizeKind(64 * KIB, TIB),
            HubLimits.DEFAULT::pendingBytes,
            "256MiB, at most 1/4 of the heap",
            "buffers may take as much memory as the heap",
            "What sockets have not yet taken, of all streams together; near it, slow readers are served later.");

    public static final Setting<Long> REPLAY_PAGES = Setting.of(
            "limits.replayPages",
            new SizeKind(64 * KIB, TIB),
            HubLimits.DEFAULT.pagesBytes(),
            "thousands who come back at once share it",
            "Events read for streams that catch up, in all; above, they take turns.");

    public static final Setting<Optional<Integer>> CONNECTIONS = Setting.of(
            "limits.connections",
            new OrWordKind<>(new IntegerKind(1, Integer.MAX_VALUE), "auto"),
            Optional.empty(),
            "as many as the process may open files, less " + ServerLimits.RESERVED_FILES,
            "Connections at once; further ones are told to come back later.");

    public static final Setting<Optional<Integer>> STREAMS_PER_PRINCIPAL = Setting.of(
            "limits.streamsPerPrincipal",
            new OrWordKind<>(COUNT, "none"),
            Optional.of(PeerLimits.DEFAULT_STREAMS),
            "many tabs on many devices",
            "Streams of one user, or of one key, at once; further ones are told to come back later.");

    public static final Setting<Optional<Integer>> CONNECTIONS_PER_ADDRESS = Setting.of(
            "limits.connectionsPerAddress",
            new OrWordKind<>(COUNT, "none"),
            Optional.empty(),
            "whole offices share an address, and behind a proxy all clients do, unless it is one of `server.proxies`",
            "Connections of one address at once, and its streams where they come through a trusted proxy; further ones are told to"
                    + " come back later.");

    public static final Setting<Optional<Integer>> PUBLISH_RATE = Setting.of(
            "limits.publishRate",
            new OrWordKind<>(COUNT, "none"),
            Optional.empty(),
            "who has a key to publish is trusted with it",
            "Events that one user, or one key, may publish in a second, on average; faster is refused with 429.");

    public static final Setting<Optional<Integer>> PUBLISH_BURST = Setting.of(
            "limits.publishBurst",
            new OrWordKind<>(COUNT, "auto"),
            Optional.empty(),
            "ten seconds' worth",
            "Events that one user, or one key, may publish at once after a while of nothing.");

    public static final Setting<Optional<Long>> REPLAY_RATE = Setting.of(
            "limits.replayRate",
            new OrWordKind<>(new SizeKind(KIB, TIB), "none"),
            Optional.empty(),
            "resuming is what a log is for",
            "What one user, or one key, may be replayed in a second, on average; who has had more resumes later.");

    public static final Setting<Optional<Long>> REPLAY_BURST = Setting.of(
            "limits.replayBurst",
            new OrWordKind<>(new SizeKind(KIB, TIB), "auto"),
            Optional.empty(),
            "a minute's worth",
            "What one user, or one key, may be replayed at once after a while of nothing.");

    public static final Setting<Long> REQUEST_HEAD = Setting.of(
            "limits.requestHead",
            new SizeKind(KIB, MIB),
            (long) ServerLimits.DEFAULT_HEAD_BYTES,
            "8 KiB are common, and cookies of a shared domain grow",
            "The request line and the header fields of one request.");

    public static final Setting<Long> PUBLISH_BODY = Setting.of(
            "limits.publishBody",
            new SizeKind(KIB, GIB),
            (long) ServerLimits.DEFAULT_BODY_BYTES,
            "32 events of the largest size",
            "The body of one publish.");

    public static final Setting<Duration> HEAD_TIMEOUT = Setting.of(
            "limits.headTimeout",
            TIMEOUT,
            ServerLimits.DEFAULT_HEAD,
            "many times what a slow phone needs",
            "How long the head of a request may take to arrive.");

    public static final Setting<Duration> BODY_TIMEOUT = Setting.of(
            "limits.bodyTimeout",
            TIMEOUT,
            ServerLimits.DEFAULT_BODY,
            "8 MiB at 2.3 Mbit/s",
            "How long a publish may take to arrive; of NDJSON, the next part of it.");

    public static final Setting<Duration> IDLE_TIMEOUT = Setting.of(
            "limits.idleTimeout",
            TIMEOUT,
            ServerLimits.DEFAULT_IDLE,
            "longer than common proxies and clients keep theirs, so that they close first",
            "How long a connection without a request is kept.");

    public static final Setting<Duration> HEARTBEAT = Setting.of(
            "limits.heartbeat",
            TIMEOUT,
            ServerLimits.DEFAULT_HEARTBEAT,
            "below the 30 s idle timeout common to proxies, with room for one lost heartbeat",
            "The longest silence of a stream.");

    public static final Setting<Duration> STALL = Setting.of(
            "limits.stall",
            TIMEOUT,
            ServerLimits.DEFAULT_STALL,
            "long enough for a phone that changes networks; a client that is cut off resumes",
            "How long a reader may take nothing before its connection is closed.");

    public static final Setting<Long> EVENT_DATA = Setting.of(
            "limits.eventData",
            new SizeKind(1, 64 * MIB),
            (long) EventLimits.DEFAULT.dataBytes(),
            "an event tells of something; what is larger belongs behind a link",
            "The data of one event.");

    public static final Setting<Integer> EVENT_ATTRIBUTES = Setting.of(
            "limits.eventAttributes",
            COUNT,
            EventLimits.DEFAULT.attributes(),
            "they route, they do not describe",
            "Attributes of one event.");

    public static final Setting<Integer> EVENT_VALUES = Setting.of(
            "limits.eventValues",
            COUNT,
            EventLimits.DEFAULT.values(),
            "an event for more people is better addressed to a group",
            "Values of all attributes of one event together.");

    public static final Setting<Integer> EVENT_COMBINATIONS = Setting.of(
            "limits.eventCombinations",
            COUNT,
            EventLimits.DEFAULT.combinations(),
            "what one event may cost to match",
            "Combinations of one value of each attribute of one event.");

    private static final List<Setting<?>> ALL = List.of(
            HOST,
            PORT,
            TRANSPORT,
            EVENT_LOOPS,
            TLS_CERTIFICATES,
            TLS_KEY,
            DRAIN_REFUSE,
            DRAIN_STREAMS,
            PAGE,
            TRUSTED_PROXIES,
            PROXY_HEADER,
            PROXY_PROTOCOL,
            LOG_KIND,
            LOG_DIRECTORY,
            LOG_SYNC,
            LOG_WAIT,
            LOG_RETAIN_BYTES,
            LOG_RETAIN_AGE,
            CLOUD_EVENTS_ATTRIBUTES,
            TAIL,
            PENDING,
            REPLAY_PAGES,
            CONNECTIONS,
            STREAMS_PER_PRINCIPAL,
            CONNECTIONS_PER_ADDRESS,
            PUBLISH_RATE,
            PUBLISH_BURST,
            REPLAY_RATE,
            REPLAY_BURST,
            REQUEST_HEAD,
            PUBLISH_BODY,
            HEAD_TIMEOUT,
            BODY_TIMEOUT,
            IDLE_TIMEOUT,
            HEARTBEAT,
            STALL,
            EVENT_DATA,
            EVENT_ATTRIBUTES,
            EVENT_VALUES,
            EVENT_COMBINATIONS,
            METRICS_PORT,
            METRICS_HOST,
            LOGGING_LEVEL,
            LOGGING_FORMAT);

    private Settings() {}

    /** Every setting, in the order of the documentation. */
    public static List<Setting<?>> all() {
        return ALL;
    }

    static Optional<Setting<?>> byName(String name) {
        return ALL.stream().filter(setting -> setting.name().equals(name)).findFirst();
    }

    private static ChoiceKind<Level> levels() {
        Map<String, Level> levels = new LinkedHashMap<>();
        levels.put("error", Level.ERROR);
        levels.put("warn", Level.WARNING);
        levels.put("info", Level.INFO);
        levels.put("debug", Level.DEBUG);
        levels.put("trace", Level.TRACE);
        return new ChoiceKind<>(levels);
    }
}
