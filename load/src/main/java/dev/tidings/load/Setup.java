package dev.tidings.load;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.List;

/**
 * What every scenario needs to know.
 *
 * @param hub the server's address, {@code http://host:port}, or with https, with the path of an endpoint or without
 * @param dialect how it is spoken to
 * @param streams how many share a connection of HTTP/2; 0 for HTTP/1.1
 * @param credentials of its subscribers and of its publisher
 * @param trustsAny whether any certificate is good enough; otherwise it has to be one that Java trusts, of that host
 * @param loops event loops that read, &gt;= 1
 * @param transport how they talk to sockets
 * @param pids the server's processes on this machine, empty if their CPU time and memory are not asked for
 */
public record Setup(
        URI hub,
        Dialect dialect,
        int streams,
        Credentials credentials,
        boolean trustsAny,
        int loops,
        Transport transport,
        List<Long> pids) {
    public Setup {
        requireNonNull(hub, "hub");
        requireNonNull(dialect, "dialect");
        requireNonNull(credentials, "credentials");
        requireNonNull(transport, "transport");
        pids = List.copyOf(pids);
        if (loops < 1) throw new IllegalArgumentException("loops: " + loops + " (expected: >= 1)");
    }

    /** A hub, of which nothing else is known. */
    public static Setup of(URI hub) {
        return new Setup(hub, Dialect.ATTRIBUTES, 0, Credentials.NONE, true, 1, Transport.best(), List.of());
    }

    static Setup of(Arguments arguments) {
        return new Setup(
                URI.create(arguments.text("url", "http://127.0.0.1:8080")),
                Dialect.named(arguments.text("dialect", "attributes")),
                arguments.number("streams", 0),
                Credentials.signed(arguments.text("token-secret", ""), Lane.CLAIM),
                true,
                arguments.number("loops", 1),
                Transport.named(arguments.text("transport", "auto")),
                arguments.numbers("pid", ""));
    }

    public Setup withLoops(int count) {
        return new Setup(hub, dialect, streams, credentials, trustsAny, count, transport, pids);
    }

    public Setup withDialect(Dialect other) {
        return new Setup(hub, other, streams, credentials, trustsAny, loops, transport, pids);
    }

    public Setup withStreams(int perConnection) {
        return new Setup(hub, dialect, perConnection, credentials, trustsAny, loops, transport, pids);
    }

    public Setup withCredentials(Credentials others) {
        return new Setup(hub, dialect, streams, others, trustsAny, loops, transport, pids);
    }

    public Setup withTrustInAny(boolean any) {
        return new Setup(hub, dialect, streams, credentials, any, loops, transport, pids);
    }

    public Setup withPids(List<Long> some) {
        return new Setup(hub, dialect, streams, credentials, trustsAny, loops, transport, some);
    }

    Target target() {
        return Target.of(hub, dialect)
                .withStreams(streams)
                .withCredentials(credentials)
                .withTrustInAny(trustsAny);
    }

    Loops openLoops() {
        return new Loops(loops, transport);
    }

    /** Loops with one reader, whatever the others have. */
    Loops openOneLoop() {
        return new Loops(1, transport);
    }

    HubProcess process() {
        return new HubProcess(pids);
    }
}
