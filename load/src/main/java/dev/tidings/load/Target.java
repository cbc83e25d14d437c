package dev.tidings.load;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;

/**
 * Where a server listens, and how it is spoken to.
 *
 * @param address its socket
 * @param isEncrypted whether with TLS
 * @param path of the endpoint that is subscribed to
 * @param streams how many share a connection, with HTTP/2; 0 for HTTP/1.1, where each has its own
 * @param credentials of its subscribers and of its publisher
 * @param trustsAny whether any certificate is good enough
 */
record Target(
        InetSocketAddress address,
        boolean isEncrypted,
        String path,
        Dialect dialect,
        int streams,
        Credentials credentials,
        boolean trustsAny) {

    Target {
        if (streams < 0) throw new IllegalArgumentException("streams: " + streams + " (expected: >= 0)");
    }

    /** Takes {@code http://host:port} or {@code https://host:port}, with the path of an endpoint or without. */
    static Target of(URI uri, Dialect dialect) {
        boolean encrypted = "https".equals(uri.getScheme());
        if (uri.getHost() == null || !(encrypted || "http".equals(uri.getScheme()))) {
            throw new IllegalArgumentException("hub: " + uri + " (expected: http://host:port or https://host:port)");
        }
        int port = uri.getPort() < 0 ? (encrypted ? 443 : 80) : uri.getPort();
        String path = uri.getPath();
        return new Target(
                new InetSocketAddress(uri.getHost(), port),
                encrypted,
                path.isEmpty() || path.equals("/") ? dialect.defaultPath() : path,
                dialect,
                0,
                Credentials.NONE,
                true);
    }

    Target withStreams(int perConnection) {
        return new Target(address, isEncrypted, path, dialect, perConnection, credentials, trustsAny);
    }

    Target withCredentials(Credentials others) {
        return new Target(address, isEncrypted, path, dialect, streams, others, trustsAny);
    }

    Target withTrustInAny(boolean any) {
        return new Target(address, isEncrypted, path, dialect, streams, credentials, any);
    }

    /** Encrypts one connection. */
    SslHandler encryption(boolean http2, ByteBufAllocator allocator) {
        return trustsAny
                ? (http2 ? Tls.HTTP_2 : Tls.HTTP_1_1).newHandler(allocator)
                : (http2 ? Tls.VERIFIED_HTTP_2 : Tls.VERIFIED_HTTP_1_1)
                        .newHandler(allocator, address.getHostString(), address.getPort());
    }

    String scheme() {
        return isEncrypted ? "https" : "http";
    }

    /** The value of the {@code Host} field. */
    String host() {
        return address.getHostString() + ":" + address.getPort();
    }

    /** What opens a stream. */
    StreamRequest subscription(long lane, int number) {
        return new StreamRequest(
                        host(), dialect.subscription(path, lane, number), Map.of("accept", "text/event-stream"))
                .with("authorization", credentials.subscriber(lane, number));
    }
}
