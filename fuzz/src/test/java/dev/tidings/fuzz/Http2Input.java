package dev.tidings.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.handler.codec.http2.Http2FrameTypes;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * The frames that an input stands for. Most bytes at random are no frames, and most frames no fields: so an input is a row of
 * <pre>
 *   0          1       2        3        4
 *  +----------+-------+--------+--------+-----------
 *  | type | T | flags | stream | length | payload ...
 *  +----------+-------+--------+--------+-----------
 * </pre>
 * The length counts what is there at most. With T, the highest bit, the payload is lines of fields, which are encoded (RFC 7541). An
 * input that begins as a connection does is sent as it is.
 */
final class Http2Input {

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(ISO_8859_1);

    private static final int TEXT = 0x80;
    private static final int TYPES = 0x0f;
    private static final int HEAD_BYTES = 4;

    private final byte[] input;
    private final ByteArrayOutputStream frames = new ByteArrayOutputStream();

    private Http2Input(byte[] input) {
        this.input = input;
    }

    /** Whether it is sent as it is. */
    static boolean beginsConnection(byte[] input) {
        return input.length >= PREFACE.length && Arrays.equals(input, 0, PREFACE.length, PREFACE, 0, PREFACE.length);
    }

    /** What is sent for an input, the beginning of the connection included. */
    static byte[] frames(byte[] input) {
        if (beginsConnection(input)) {
            return input;
        }
        Http2Input frames = new Http2Input(input);
        frames.frames.writeBytes(PREFACE);
        frames.frame(Http2FrameTypes.SETTINGS, 0, 0, new byte[0]);
        frames.addAll();
        return frames.frames.toByteArray();
    }

    static byte[] ping(byte[] content) {
        Http2Input ping = new Http2Input(content);
        ping.frame(Http2FrameTypes.PING, 0, 0, content);
        return ping.frames.toByteArray();
    }

    private void addAll() {
        for (int at = 0; at + HEAD_BYTES <= input.length; ) {
            int from = at + HEAD_BYTES;
            int to = Math.min(input.length, from + (input[at + 3] & 0xff));
            byte[] payload = Arrays.copyOfRange(input, from, to);
            boolean isText = (input[at] & TEXT) != 0;
            frame(input[at] & TYPES, input[at + 1], input[at + 2] & 0xff, isText ? fields(payload) : payload);
            at = to;
        }
    }

    private void frame(int type, int flags, int stream, byte[] payload) {
        frames.write(payload.length >> 16);
        frames.write(payload.length >> 8);
        frames.write(payload.length);
        frames.write(type);
        frames.write(flags);
        frames.write(0);
        frames.write(0);
        frames.write(0);
        frames.write(stream);
        frames.writeBytes(payload);
    }

    private static byte[] fields(byte[] text) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        new String(text, ISO_8859_1).lines().forEach(line -> {
            int colon = line.indexOf(':', 1);
            block.write(0); // a literal whose name is new, and which is not kept
            text(block, colon < 0 ? line : line.substring(0, colon));
            text(block, colon < 0 ? "" : line.substring(colon + 1).strip());
        });
        return block.toByteArray();
    }

    /** The length in a prefix of 7 bits, and at most one byte more, since no line has more than 255. */
    private static void text(ByteArrayOutputStream block, String text) {
        if (text.length() < 0x7f) {
            block.write(text.length());
        } else {
            int rest = text.length() - 0x7f;
            block.write(0x7f);
            if (rest >= 0x80) {
                block.write(0x80 | (rest & 0x7f));
                rest >>= 7;
            }
            block.write(rest);
        }
        block.writeBytes(text.getBytes(ISO_8859_1));
    }
}
