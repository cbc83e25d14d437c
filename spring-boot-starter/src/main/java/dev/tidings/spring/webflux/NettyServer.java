package dev.tidings.spring.webflux;

import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.util.ClassUtils;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerResponse;

/** Whether a response is one of Reactor Netty's, which an application need not have. */
final class NettyServer {

    private static final boolean PRESENT =
            ClassUtils.isPresent("reactor.netty.http.server.HttpServerResponse", NettyServer.class.getClassLoader());

    private NettyServer() {}

    /** The connection of a response; null if another server's, or none that is known. */
    static @Nullable Connection connection(ServerHttpResponse response) {
        return PRESENT ? Present.connection(response) : null;
    }

    /** A class of its own, which is loaded only if Reactor Netty is there. */
    private static final class Present {

        static @Nullable Connection connection(ServerHttpResponse response) {
            Object server = ServerHttpResponseDecorator.getNativeResponse(response);
            if (!(server instanceof HttpServerResponse http)) {
                return null;
            }
            Connection[] connection = new Connection[1];
            http.withConnection(found -> connection[0] = found);
            // Events are small and shall not wait in a compressor for more of them.
            http.compression(false);
            return connection[0];
        }
    }
}
