package dev.tidings.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes down what a decoder finds, in order. */
final class Recorder implements SseHandler {
    static final String ORIGIN = "http://localhost:8080";

    record LastId(String id) {}

    record Retry(Duration reconnectionTime) {}

    record Comment(String text) {}

    private final List<Object> seen = new ArrayList<>();

    @Override
    public void onMessage(SseMessage message) {
        seen.add(message);
    }

    @Override
    public void onId(String id) {
        seen.add(new LastId(id));
    }

    @Override
    public void onRetry(Duration reconnectionTime) {
        seen.add(new Retry(reconnectionTime));
    }

    @Override
    public void onComment(String text) {
        seen.add(new Comment(text));
    }

    /** All that was seen since the last call. */
    List<Object> drain() {
        List<Object> all = List.copyOf(seen);
        seen.clear();
        return all;
    }

    EventDecoder decoder() {
        return new EventDecoder(ORIGIN, "", EventDecoder.DEFAULT_MAX_EVENT_BYTES, this);
    }

    static List<Object> decode(String wire) {
        return decode(wire.getBytes(UTF_8));
    }

    /** What is in the bytes, checked to be the same for two chunks cut anywhere, and byte by byte. */
    static List<Object> decode(byte[] wire) {
        List<Object> whole = decodeChunks(wire);
        for (int cut = 0; cut <= wire.length; cut++) {
            byte[] head = Arrays.copyOfRange(wire, 0, cut);
            byte[] rest = Arrays.copyOfRange(wire, cut, wire.length);
            assertThat(decodeChunks(head, rest)).as("cut at %d", cut).isEqualTo(whole);
        }
        byte[][] single = new byte[wire.length][];
        for (int at = 0; at < wire.length; at++) single[at] = new byte[] {wire[at]};
        assertThat(decodeChunks(single)).as("byte by byte").isEqualTo(whole);
        return whole;
    }

    static List<Object> decodeChunks(byte[]... chunks) {
        Recorder recorder = new Recorder();
        EventDecoder decoder = recorder.decoder();
        for (byte[] chunk : chunks) decoder.decode(ByteBuffer.wrap(chunk));
        return recorder.drain();
    }

    static SseMessage message(String data) {
        return new SseMessage("message", data, "", ORIGIN);
    }

    static SseMessage message(String type, String data, String lastEventId) {
        return new SseMessage(type, data, lastEventId, ORIGIN);
    }
}
