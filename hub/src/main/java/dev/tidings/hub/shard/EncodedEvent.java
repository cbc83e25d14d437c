package dev.tidings.hub.shard;

import dev.tidings.hub.event.Delivery;
import dev.tidings.sse.SseEncoder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event on its way through one shard: its payload and its frames, each made once, when the first audience needs it.
 * <p>
 * For one thread. Here an event becomes bytes.
 */
public final class EncodedEvent {

    private final Delivery delivery;
    private final byte[] @Nullable [] payloads = new byte[EventField.values().length][];

    // Few kinds of encoding share a shard: a scan finds the frame faster than a hash table would.
    private final List<Encoding<?>> encodings = new ArrayList<>(2);
    private final List<Object> frames = new ArrayList<>(2);

    public EncodedEvent(Delivery delivery) {
        this.delivery = delivery;
    }

    public Delivery delivery() {
        return delivery;
    }

    /** The event as a block of {@code text/event-stream}, without the framing of any wire. The array is shared. */
    public byte[] payload(EventField eventField) {
        byte[] payload = payloads[eventField.ordinal()];
        if (payload == null) {
            payload = SseEncoder.message(
                    delivery.epoch() + "-" + delivery.position(),
                    eventField.of(delivery.event()),
                    delivery.event().dataUtf8());
            payloads[eventField.ordinal()] = payload;
        }
        return payload;
    }

    // A frame was made by the encoding that stands at the same index; an encoding is shared as the very object.
    @SuppressWarnings({"unchecked", "ReferenceEquality"})
    <B> B frame(Encoding<B> encoding) {
        for (int i = 0; i < encodings.size(); i++) {
            if (encodings.get(i) == encoding) {
                return (B) frames.get(i);
            }
        }
        B frame = encoding.frame(this);
        encodings.add(encoding);
        frames.add(frame);
        return frame;
    }

    void release() {
        for (int i = 0; i < frames.size(); i++) {
            release(encodings.get(i), frames.get(i));
        }
        encodings.clear();
        frames.clear();
    }

    @SuppressWarnings("unchecked") // as in frame
    private static <B> void release(Encoding<B> encoding, Object frame) {
        encoding.release((B) frame);
    }
}
