package dev.tidings.server.access;

import java.net.InetAddress;

/** Which addresses a server may be bound to. */
public final class AddressRule {

    private AddressRule() {}

    /** @throws IllegalArgumentException if other machines could reach a server that nobody said who may use */
    public static void check(InetAddress host, Access access) {
        if (access.isLoopbackOnly() && !host.isLoopbackAddress()) {
            throw new IllegalArgumentException(
                    "host: " + host.getHostAddress()
                            + " (expected: a loopback address such as 127.0.0.1, because nothing says who may use the hub: "
                            + "configure 'access', or write 'access: open' to let everybody who reaches it publish and subscribe)");
        }
    }
}
