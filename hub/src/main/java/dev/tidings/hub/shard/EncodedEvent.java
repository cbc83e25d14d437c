package dev.tidings.hub.shard;

import dev.tidings.hub.event.Delivery;
import dev.tidings.sse.SseEncoder;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * An event on its way through one shard: its payloads and its frames, each made once, when the first audience needs it.
 * <p>
 * For one thread. Here an event becomes bytes.
 */
public final class EncodedEvent {

    private static final Logger LOG = System.getLogger("dev.tidings.hub");

    private final Delivery delivery;
    private final MadeOnce<EventFormat, byte[]> payloads = new MadeOnce<>();
    private final MadeOnce<Encoding<?>, Object> frames = new MadeOnce<>();

    public EncodedEvent(Delivery delivery) {
        this.delivery = delivery;
    }

    public Delivery delivery() {
        return delivery;
    }

    /**
     * The event as a block of {@code text/event-stream}, without the framing of any wire; its id alone if the format leaves it out.
     *
     * @param format the same object for all who want to share the bytes
     * @return an array that is shared
     */
    public byte[] payload(EventFormat format) {
        return payloads.get(format, this::block);
    }

    private byte[] block(EventFormat format) {
        byte[] block = null;
        try {
            block = format.block(delivery);
        } catch (RuntimeException
                | Error e) { // an application's code: what it throws concerns this event of this format alone
            LOG.log(Level.WARNING, "An event could not be formatted and is left out: " + delivery.id(), e);
        }
        return block == null ? SseEncoder.id(delivery.epoch() + "-" + delivery.position()) : block;
    }

    @SuppressWarnings("unchecked") // a frame was made by the encoding that it is kept for
    <B> B frame(Encoding<B> encoding) {
        return (B) frames.get(encoding, this::encode);
    }

    private Object encode(Encoding<?> encoding) {
        return encoding.frame(this);
    }

    void release() {
        frames.forEach(EncodedEvent::release);
        frames.clear();
    }

    @SuppressWarnings("unchecked") // as in frame
    private static <B> void release(Encoding<B> encoding, Object frame) {
        encoding.release((B) frame);
    }
}
