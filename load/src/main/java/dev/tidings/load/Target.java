package dev.tidings.load;

import java.net.InetSocketAddress;
import java.net.URI;

/**
 * Where a hub listens.
 *
 * @param address its socket
 * @param path of the endpoint that is subscribed to; events are published to {@code /events}
 */
record Target(InetSocketAddress address, String path) {

    /** Takes {@code http://host:port}, with the path of an endpoint or without. */
    static Target of(URI uri) {
        if (!"http".equals(uri.getScheme()) || uri.getHost() == null) {
            throw new IllegalArgumentException("hub: " + uri + " (expected: http://host:port)");
        }
        int port = uri.getPort() < 0 ? 80 : uri.getPort();
        String path = uri.getPath();
        return new Target(
                new InetSocketAddress(uri.getHost(), port), path.isEmpty() || path.equals("/") ? "/events" : path);
    }

    /** The value of the {@code Host} field. */
    String host() {
        return address.getHostString() + ":" + address.getPort();
    }
}
