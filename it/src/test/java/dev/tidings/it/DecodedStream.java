package dev.tidings.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.sse.EventDecoder;
import dev.tidings.sse.SseHandler;
import dev.tidings.sse.SseMessage;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;

/** The body of an event stream as a client understands it: message by message. For one thread. */
final class DecodedStream implements SseHandler {

    private final RawStream raw;
    private final EventDecoder decoder;
    private final Queue<SseMessage> messages = new ArrayDeque<>();
    private String firstId = "";

    /** @param lastEventId what the client came with; empty if nothing */
    DecodedStream(RawStream raw, String lastEventId) {
        this.raw = raw;
        this.decoder = new EventDecoder("", lastEventId, EventDecoder.DEFAULT_MAX_EVENT_BYTES, this);
    }

    /** Sends a request, reads the head of the answer, and gives its body. */
    static DecodedStream open(RawClient client, Protocol protocol, String target, String lastEventId) {
        client.send(
                lastEventId.isEmpty() ? protocol.get(target) : protocol.get(target, "Last-Event-ID: " + lastEventId));
        RawClient.Head head = client.readHead();
        if (head.status() != 200) {
            throw new AssertionError(target + " was answered with " + head.status());
        }
        return new DecodedStream(client.stream(protocol), lastEventId);
    }

    @Override
    public void onId(String id) {
        if (firstId.isEmpty()) {
            firstId = id;
        }
    }

    @Override
    public void onMessage(SseMessage message) {
        messages.add(message);
    }

    /** The next message; waits for it. */
    SseMessage next() {
        while (messages.isEmpty()) {
            readBlock();
        }
        return messages.remove();
    }

    /** Reads one block, be it a message, an id alone or a comment. */
    DecodedStream readBlock() {
        decoder.decode(ByteBuffer.wrap(raw.nextBlockOrComment().getBytes(UTF_8)));
        return this;
    }

    /** Reads one byte; false at the end of the body. */
    boolean readByte() {
        int b = raw.nextByte();
        if (b < 0) {
            return false;
        }
        decoder.decode(ByteBuffer.wrap(new byte[] {(byte) b}));
        return true;
    }

    /** Reads some bytes, as many as are there and fit; false at the end of the body. */
    boolean readSome(byte[] buffer) {
        int count = raw.read(buffer);
        if (count < 0) {
            return false;
        }
        decoder.decode(ByteBuffer.wrap(buffer, 0, count));
        return true;
    }

    /** The next message that is complete already; null if there is none. */
    SseMessage poll() {
        return messages.poll();
    }

    /** The id of the first block that named one; empty as long as there is none. */
    String firstId() {
        return firstId;
    }

    /** The id of the last complete block. */
    String lastEventId() {
        return decoder.lastEventId();
    }
}
