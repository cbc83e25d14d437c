package dev.tidings.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How a server talks to the kernel. */
public enum Transport {
    /** io_uring where it is allowed (containers often forbid it), else epoll, else NIO. */
    AUTO,
    IO_URING,
    EPOLL,
    NIO;

    /** 75 s: the kernel gives up on a peer that acknowledges nothing, somewhat after the hub's own stall limit. */
    private static final int TCP_USER_TIMEOUT_MILLIS = 75_000;

    /**
     * What this machine can do of it, best first; never {@link #AUTO} itself.
     *
     * @throws IllegalStateException if a certain transport was asked for that is not available here
     */
    List<Transport> candidates() {
        if (this == AUTO) {
            return Stream.of(IO_URING, EPOLL, NIO)
                    .filter(transport -> transport.unavailability() == null)
                    .toList();
        }
        Throwable why = unavailability();
        if (why != null) {
            throw new IllegalStateException(
                    "transport: " + this + " is not available here (" + why.getMessage() + ")", why);
        }
        return List.of(this);
    }

    private @Nullable Throwable unavailability() {
        return switch (this) {
            case IO_URING -> IoUring.unavailabilityCause();
            case EPOLL -> Epoll.unavailabilityCause();
            case NIO, AUTO -> null;
        };
    }

    IoHandlerFactory handlers() {
        return switch (this) {
            case IO_URING -> IoUringIoHandler.newFactory();
            case EPOLL -> EpollIoHandler.newFactory();
            case NIO -> NioIoHandler.newFactory();
            case AUTO -> throw new IllegalStateException("not resolved");
        };
    }

    private Class<? extends ServerChannel> channel() {
        return switch (this) {
            case IO_URING -> IoUringServerSocketChannel.class;
            case EPOLL -> EpollServerSocketChannel.class;
            case NIO -> NioServerSocketChannel.class;
            case AUTO -> throw new IllegalStateException("not resolved");
        };
    }

    void configure(ServerBootstrap bootstrap) {
        bootstrap.channel(channel());
        if (this == EPOLL) {
            bootstrap.childOption(EpollChannelOption.TCP_USER_TIMEOUT, TCP_USER_TIMEOUT_MILLIS);
        } else if (this == IO_URING) {
            bootstrap.childOption(IoUringChannelOption.TCP_USER_TIMEOUT, TCP_USER_TIMEOUT_MILLIS);
        }
        bootstrap.option(ChannelOption.SO_REUSEADDR, true);
    }
}
