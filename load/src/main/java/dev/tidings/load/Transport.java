package dev.tidings.load;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringSocketChannel;
import java.util.Locale;

/** How the generator talks to sockets. */
public enum Transport {
    IO_URING {
        @Override
        boolean isAvailable() {
            return IoUring.isAvailable();
        }

        @Override
        IoHandlerFactory handlers() {
            return IoUringIoHandler.newFactory();
        }

        @Override
        Class<? extends Channel> channel() {
            return IoUringSocketChannel.class;
        }
    },

    EPOLL {
        @Override
        boolean isAvailable() {
            return Epoll.isAvailable();
        }

        @Override
        IoHandlerFactory handlers() {
            return EpollIoHandler.newFactory();
        }

        @Override
        Class<? extends Channel> channel() {
            return EpollSocketChannel.class;
        }
    },

    NIO {
        @Override
        boolean isAvailable() {
            return true;
        }

        @Override
        IoHandlerFactory handlers() {
            return NioIoHandler.newFactory();
        }

        @Override
        Class<? extends Channel> channel() {
            return NioSocketChannel.class;
        }
    };

    static Transport best() {
        return EPOLL.isAvailable() ? EPOLL : NIO;
    }

    /** @throws IllegalArgumentException if there is none of this name, or not on this machine */
    static Transport named(String name) {
        if (name.equals("auto")) return best();
        for (Transport transport : values()) {
            if (!transport.name().toLowerCase(Locale.ROOT).equals(name)) continue;
            if (transport.isAvailable()) return transport;
            throw new IllegalArgumentException("--transport " + name + " (expected: one that this machine has)");
        }
        throw new IllegalArgumentException("--transport " + name + " (expected: auto, io_uring, epoll or nio)");
    }

    abstract boolean isAvailable();

    abstract IoHandlerFactory handlers();

    abstract Class<? extends Channel> channel();
}
