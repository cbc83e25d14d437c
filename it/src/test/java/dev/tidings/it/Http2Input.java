package dev.tidings.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The answer to the only request of a connection of HTTP/2, as it would read in HTTP/1.1 if the end of the connection were the end of
 * its body. The peer may send more only when what it has sent has been read. For one thread.
 */
final class Http2Input extends InputStream {

    private final DataInputStream in;
    private final OutputStream out;
    private final DefaultHttp2HeadersDecoder fields = new DefaultHttp2HeadersDecoder(true);

    private byte[] part = {};
    private int next;
    private int windowOwed;
    private boolean ended;

    Http2Input(InputStream in, OutputStream out) {
        this.in = new DataInputStream(in);
        this.out = out;
    }

    @Override
    public int read() throws IOException {
        return hasMore() ? part[next++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (!hasMore()) {
            return -1;
        }
        int count = Math.min(length, part.length - next);
        System.arraycopy(part, next, into, offset, count);
        next += count;
        return count;
    }

    @Override
    public int available() {
        return part.length - next;
    }

    private boolean hasMore() throws IOException {
        while (next == part.length) {
            if (ended) {
                return false;
            }
            openWindow();
            try {
                readFrame();
            } catch (EOFException end) {
                ended = true;
            }
        }
        return true;
    }

    private void openWindow() throws IOException {
        if (windowOwed > 0) {
            ByteBuf frames = Unpooled.buffer();
            Http2Request.frame(
                    frames,
                    Http2FrameTypes.WINDOW_UPDATE,
                    0,
                    0,
                    Unpooled.buffer().writeInt(windowOwed));
            Http2Request.frame(
                    frames,
                    Http2FrameTypes.WINDOW_UPDATE,
                    0,
                    Http2Request.STREAM,
                    Unpooled.buffer().writeInt(windowOwed));
            windowOwed = 0;
            send(frames);
        }
    }

    private void send(ByteBuf frames) throws IOException {
        try {
            frames.readBytes(out, frames.readableBytes());
            out.flush();
        } catch (IOException gone) {
            // What the peer has sent before it left can be read all the same.
            ended |= in.available() == 0;
        }
    }

    private void readFrame() throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        byte[] payload = in.readNBytes(length);
        if (payload.length < length) {
            throw new EOFException();
        }
        boolean mine = stream == Http2Request.STREAM;
        if (type == Http2FrameTypes.SETTINGS && (flags & Http2Flags.ACK) == 0) {
            answer(Http2FrameTypes.SETTINGS, new byte[0]);
        } else if (type == Http2FrameTypes.PING && (flags & Http2Flags.ACK) == 0) {
            answer(Http2FrameTypes.PING, payload);
        } else if (type == Http2FrameTypes.HEADERS && mine) {
            give(text(payload));
        } else if (type == Http2FrameTypes.DATA && mine) {
            windowOwed = length;
            give(payload);
        } else if (type == Http2FrameTypes.RST_STREAM && mine) {
            ended = true;
        }
        boolean last = type == Http2FrameTypes.HEADERS || type == Http2FrameTypes.DATA;
        ended |= last && mine && (flags & Http2Flags.END_STREAM) != 0;
    }

    private void give(byte[] bytes) {
        part = bytes;
        next = 0;
    }

    private void answer(int type, byte[] payload) throws IOException {
        ByteBuf frame = Unpooled.buffer();
        Http2Request.frame(frame, type, Http2Flags.ACK, 0, Unpooled.wrappedBuffer(payload));
        send(frame);
    }

    private byte[] text(byte[] block) throws IOException {
        try {
            Http2Headers headers = fields.decodeHeaders(Http2Request.STREAM, Unpooled.wrappedBuffer(block));
            StringBuilder head =
                    new StringBuilder("HTTP/1.1 " + HttpResponseStatus.parseLine(headers.status()) + "\r\n");
            headers.forEach(field -> {
                if (field.getKey().charAt(0) != ':') {
                    head.append(field.getKey())
                            .append(": ")
                            .append(field.getValue())
                            .append("\r\n");
                }
            });
            return head.append("\r\n").toString().getBytes(ISO_8859_1);
        } catch (Http2Exception e) {
            throw new IOException(e);
        }
    }
}
