package dev.tidings.server.limit;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The proxies that are believed when they say for whom they ask.
 * <p>
 * Immutable.
 */
public final class Proxies {
    /*
     *   X-Forwarded-For: 6.6.6.6, 203.0.113.9, 10.0.0.2     peer 10.0.0.1, trusted 10.0.0.0/8
     *                    said by    the client    trusted   each proxy adds at the end whom it was asked by:
     *                    the client                         so the last one that is no proxy of ours is the client
     */

    /** Nobody is. */
    public static final Proxies NONE = new Proxies(List.of(), "X-Forwarded-For");

    private final List<IpSubnetFilterRule> trusted;
    private final String header;

    private Proxies(List<IpSubnetFilterRule> trusted, String header) {
        this.trusted = trusted;
        this.header = header;
    }

    /**
     * @param networks as in {@code 10.0.0.0/8}, {@code fd00::/8} or {@code 127.0.0.1}
     * @param header in which they say so, a list in which each has added whom it was asked by
     * @throws IllegalArgumentException if one is no network
     */
    public static Proxies trusted(List<String> networks, String header) {
        return new Proxies(networks.stream().map(Proxies::rule).toList(), header);
    }

    private static IpSubnetFilterRule rule(String network) {
        int slash = network.indexOf('/');
        String text = slash < 0 ? network : network.substring(0, slash);
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
        try {
            if (bytes != null) {
                InetAddress address = InetAddress.getByAddress(bytes);
                int bits = slash < 0 ? bytes.length * 8 : Integer.parseInt(network.substring(slash + 1));
                if (bits >= 0 && bits <= bytes.length * 8) {
                    return new IpSubnetFilterRule(address, bits, IpFilterRuleType.ACCEPT);
                }
            }
        } catch (UnknownHostException | IllegalArgumentException malformed) {
            throw unknown(network, malformed);
        }
        throw unknown(network, null);
    }

    private static IllegalArgumentException unknown(String network, @Nullable Exception cause) {
        return new IllegalArgumentException(
                "network: '" + network + "' (expected: an address, or one and a number of bits, as in 10.0.0.0/8)",
                cause);
    }

    public String header() {
        return header;
    }

    public boolean trusts(InetAddress address) {
        InetSocketAddress any = new InetSocketAddress(address, 0);
        for (IpSubnetFilterRule rule : trusted) {
            if (rule.matches(any)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The client behind a trusted proxy.
     *
     * @param fields the values of the header
     * @return null if none is named: an address that cannot be read ends the search, for what stands before it was said by nobody who is
     *     trusted
     */
    public @Nullable InetAddress client(List<String> fields) {
        for (int i = fields.size() - 1; i >= 0; i--) {
            String[] hops = fields.get(i).split(",", -1);
            for (int j = hops.length - 1; j >= 0; j--) {
                InetAddress hop = address(hops[j].strip());
                if (hop == null || !trusts(hop)) {
                    return hop;
                }
            }
        }
        return null;
    }

    private static @Nullable InetAddress address(String text) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            return null;
        }
    }
}
