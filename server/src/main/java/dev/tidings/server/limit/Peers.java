package dev.tidings.server.limit;

import io.netty.channel.Channel;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who is at the other end of a connection, and what of the server's it may take. Safe for any thread. */
public final class Peers {

    private final Quotas quotas;
    private final Proxies proxies;
    private final boolean proxyProtocol;

    /**
     * @param proxies that are believed when they name a client in a header field
     * @param proxyProtocol whether every connection begins with the PROXY protocol, version 1 or 2, which names its client
     */
    public Peers(Quotas quotas, Proxies proxies, boolean proxyProtocol) {
        this.quotas = quotas;
        this.proxies = proxies;
        this.proxyProtocol = proxyProtocol;
    }

    /** Begins a connection, before anything else reads of it; false if its address has as many as it may. On its event loop. */
    public boolean begin(Channel channel) {
        if (proxyProtocol) {
            channel.pipeline().addLast(new HAProxyMessageDecoder(), new ProxiedConnection(this));
            return true;
        }
        return count(channel, address(channel));
    }

    /** Counts a connection of this address until it is closed; false if there are too many. */
    boolean count(Channel channel, @Nullable InetAddress address) {
        if (address == null || !quotas.countsAddresses() || proxies.trusts(address)) {
            return true;
        }
        if (!quotas.connected(address)) {
            return false;
        }
        channel.closeFuture().addListener(closed -> quotas.disconnected(address));
        return true;
    }

    /**
     * A place for one more stream.
     *
     * @param forwarded the values of {@link #header()}
     * @param principal empty for nobody that is known
     * @param replays whether it begins with what was published before
     */
    public Place place(Channel channel, List<String> forwarded, String principal, boolean replays) {
        return quotas.place(principal, clientBehind(channel, forwarded), replays);
    }

    private @Nullable InetAddress clientBehind(Channel channel, List<String> forwarded) {
        InetAddress peer = quotas.countsAddresses() && !proxyProtocol ? address(channel) : null;
        return peer != null && proxies.trusts(peer) ? proxies.client(forwarded) : null;
    }

    private static @Nullable InetAddress address(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress remote ? remote.getAddress() : null;
    }

    /** In which trusted proxies name the client. */
    public String header() {
        return proxies.header();
    }
}
