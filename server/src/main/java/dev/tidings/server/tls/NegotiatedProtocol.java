package dev.tidings.server.tls;

import dev.tidings.server.stream.Channels;
import dev.tidings.server.stream.StreamLog;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import java.util.function.Consumer;

/** Waits for the handshake and goes on with the HTTP that both sides want (RFC 7301). */
public final class NegotiatedProtocol extends ApplicationProtocolNegotiationHandler {

    private final Consumer<Channel> http1;
    private final Consumer<Channel> http2;

    /** Each makes the pipeline for its protocol. */
    public NegotiatedProtocol(Consumer<Channel> http1, Consumer<Channel> http2) {
        super(ApplicationProtocolNames.HTTP_1_1);
        this.http1 = http1;
        this.http2 = http2;
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext context, String protocol) {
        (protocol.equals(ApplicationProtocolNames.HTTP_2) ? http2 : http1).accept(context.channel());
    }

    @Override
    protected void handshakeFailure(ChannelHandlerContext context, Throwable cause) {
        exceptionCaught(context, cause);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        StreamLog.failed(cause);
        Channels.close(context.channel());
    }
}
