package dev.tidings.server.limit;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Takes what the PROXY protocol says of a connection, and goes; a connection that begins otherwise is closed. */
final class ProxiedConnection extends SimpleChannelInboundHandler<HAProxyMessage> {

    private final Peers peers;

    ProxiedConnection(Peers peers) {
        this.peers = peers;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HAProxyMessage message) {
        context.pipeline().remove(this);
        if (!peers.count(context.channel(), source(message))) {
            context.close();
        }
    }

    /** Null for what the proxy asks for itself, such as its health checks. */
    private static @Nullable InetAddress source(HAProxyMessage message) {
        String text = message.sourceAddress();
        byte[] bytes = text == null ? null : NetUtil.createByteArrayFromIpAddressString(text);
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            return null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
