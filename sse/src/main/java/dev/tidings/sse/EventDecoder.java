package dev.tidings.sse;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;

/**
 * Turns the bytes of one {@code text/event-stream} body into messages (HTML standard, 9.2.6).
 *
 * <p>One decoder serves one response. The end of the body needs no call: what is incomplete then goes away with the
 * decoder, its id too, and {@link #lastEventId} is what the next request and the next decoder continue with. Not
 * thread-safe; feed it from one thread at a time.
 */
public final class EventDecoder {
    /** 1 MiB: four times the largest data that a hub accepts by default, and small enough to hold for many streams. */
    public static final int DEFAULT_MAX_EVENT_BYTES = 1 << 20;

    /** 1 GiB: what one array can hold, with room. */
    public static final int LARGEST_MAX_EVENT_BYTES = 1 << 30;

    private static final byte[] DATA = "data".getBytes(US_ASCII);
    private static final byte[] EVENT = "event".getBytes(US_ASCII);
    private static final byte[] ID = "id".getBytes(US_ASCII);
    private static final byte[] RETRY = "retry".getBytes(US_ASCII);
    private static final byte[] NOTHING = {};

    private final String origin;
    private final int maxEventBytes;
    private final SseHandler handler;
    private final LineDecoder lines;

    // The block being read; the id buffer outlives it.
    private byte[] data = NOTHING;
    private int dataBytes;
    private String type = "";
    private String idBuffer;
    private boolean idNamed;

    private String lastEventId;

    /**
     * A decoder at the start of a response's body.
     *
     * @param origin what {@link SseMessage#origin} shall say
     * @param lastEventId the id that the last response ended with, empty at first
     * @param maxEventBytes the largest data of one message, in UTF-8 bytes, 1 to 1 GiB; any single line may be 6 bytes
     *     ({@code "data: "}) longer
     * @param handler receives what is found
     * @throws IllegalArgumentException if {@code maxEventBytes} is out of range
     */
    public EventDecoder(String origin, String lastEventId, int maxEventBytes, SseHandler handler) {
        if (maxEventBytes < 1 || maxEventBytes > LARGEST_MAX_EVENT_BYTES) {
            throw new IllegalArgumentException(
                    "maxEventBytes: " + maxEventBytes + " (expected: 1.." + LARGEST_MAX_EVENT_BYTES + ")");
        }
        this.origin = requireNonNull(origin, "origin");
        this.lastEventId = requireNonNull(lastEventId, "lastEventId");
        this.idBuffer = lastEventId;
        this.maxEventBytes = maxEventBytes;
        this.handler = requireNonNull(handler, "handler");
        this.lines = new LineDecoder(maxEventBytes + "data: ".length(), this::line);
    }

    /**
     * Takes all remaining bytes of a chunk, of any size and cut anywhere, and calls the handler for all they complete.
     *
     * @throws EventTooLargeException if an event exceeds {@code maxEventBytes}; all before it has been handed out, and
     *     the decoder is of no further use
     */
    public void decode(ByteBuffer chunk) {
        lines.decode(chunk);
    }

    /** The id that the last complete block left in force; empty if there is none. */
    public String lastEventId() {
        return lastEventId;
    }

    private void line(byte[] bytes, int from, int to) {
        if (from == to) {
            endBlock();
            return;
        }
        int colon = from;
        while (colon < to && bytes[colon] != ':') colon++;
        if (colon == from) {
            handler.onComment(Utf8.text(bytes, from + 1, to));
            return;
        }
        int value = Math.min(colon + 1, to);
        if (value < to && bytes[value] == ' ') value++;
        field(bytes, from, colon, value, to);
    }

    private void field(byte[] bytes, int name, int nameEnd, int value, int to) {
        if (is(DATA, bytes, name, nameEnd)) appendData(bytes, value, to);
        else if (is(EVENT, bytes, name, nameEnd)) type = Utf8.text(bytes, value, to);
        else if (is(ID, bytes, name, nameEnd)) setId(bytes, value, to);
        else if (is(RETRY, bytes, name, nameEnd)) setRetry(bytes, value, to);
    }

    private static boolean is(byte[] field, byte[] bytes, int name, int nameEnd) {
        return Arrays.equals(bytes, name, nameEnd, field, 0, field.length);
    }

    private void appendData(byte[] bytes, int value, int to) {
        int valueBytes = to - value;
        if (valueBytes > maxEventBytes - dataBytes) throw new EventTooLargeException("data", maxEventBytes);
        int needed = dataBytes + valueBytes + 1;
        if (needed > data.length) data = Arrays.copyOf(data, Math.max(needed, data.length * 2));
        System.arraycopy(bytes, value, data, dataBytes, valueBytes);
        data[needed - 1] = '\n';
        dataBytes = needed;
    }

    private void setId(byte[] bytes, int value, int to) {
        for (int at = value; at < to; at++) {
            if (bytes[at] == 0) return;
        }
        idBuffer = Utf8.text(bytes, value, to);
        idNamed = true;
    }

    private void setRetry(byte[] bytes, int value, int to) {
        if (value == to) return;
        long millis = 0;
        for (int at = value; at < to; at++) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9) return;
            millis = millis > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : millis * 10 + digit;
        }
        handler.onRetry(Duration.ofMillis(millis));
    }

    private void endBlock() {
        lastEventId = idBuffer;
        boolean newId = idNamed;
        String messageType = type.isEmpty() ? SseMessage.DEFAULT_TYPE : type;
        // The data buffer ends with a LF that is not part of the message; without any field it is empty.
        String text = dataBytes == 0 ? null : Utf8.text(data, 0, dataBytes - 1);

        idNamed = false;
        type = "";
        dataBytes = 0;
        if (data.length > LineDecoder.RETAINED_BYTES) data = NOTHING;

        if (newId) handler.onId(lastEventId);
        if (text != null) handler.onMessage(new SseMessage(messageType, text, lastEventId, origin));
    }
}
