package dev.tidings.server.stream;

import dev.tidings.hub.shard.EventFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Blocks as they are. HTTP/1.0: the end of the connection is the end of the body. HTTP/2: the frames around them are those of a
 * connection.
 */
final class PlainEncoding extends WireEncoding {

    PlainEncoding(EventFormat format, boolean idHeartbeat) {
        super(format, idHeartbeat);
    }

    @Override
    public String framingHeader() {
        return "Connection: close";
    }

    @Override
    ByteBuf framed(byte[] block) {
        return pooled(block.length).writeBytes(block);
    }

    @Override
    ByteBuf end() {
        return Unpooled.EMPTY_BUFFER;
    }
}
