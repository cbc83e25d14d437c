package dev.tidings.load;

import java.net.InetSocketAddress;
import java.net.URI;

/**
 * Where a server listens, and how it is spoken to.
 *
 * @param address its socket
 * @param path of the endpoint that is subscribed to
 */
record Target(InetSocketAddress address, String path, Dialect dialect) {

    /** Takes {@code http://host:port}, with the path of an endpoint or without. */
    static Target of(URI uri, Dialect dialect) {
        if (!"http".equals(uri.getScheme()) || uri.getHost() == null) {
            throw new IllegalArgumentException("hub: " + uri + " (expected: http://host:port)");
        }
        int port = uri.getPort() < 0 ? 80 : uri.getPort();
        String path = uri.getPath();
        return new Target(
                new InetSocketAddress(uri.getHost(), port),
                path.isEmpty() || path.equals("/") ? dialect.defaultPath() : path,
                dialect);
    }

    /** The value of the {@code Host} field. */
    String host() {
        return address.getHostString() + ":" + address.getPort();
    }

    /** The head of a request that opens a stream, without the blank line that ends it. */
    String subscribe(long lane, int number) {
        return "GET " + dialect.subscription(path, lane, number) + " HTTP/1.1\r\nHost: " + host()
                + "\r\nAccept: text/event-stream\r\n";
    }
}
