package dev.tidings.emitter;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.stream.StreamFormat;
import dev.tidings.sse.SseEncoder;
import org.jspecify.annotations.Nullable;

/** What a function makes of the events of one type. Equal to those with the same function and of the same emitter. */
record MappedFormat<T>(Decoding<T> decoding, Mapping<T> mapping, StreamJson json) implements StreamFormat {

    @Override
    public byte @Nullable [] block(Delivery delivery) {
        T value = decoding.read(delivery);
        byte[] mapped = value == null ? null : map(value, delivery);
        return mapped == null
                ? null
                : SseEncoder.message(
                        delivery.epoch() + "-" + delivery.position(),
                        delivery.event().type(),
                        mapped);
    }

    private byte @Nullable [] map(T value, Delivery delivery) {
        try {
            Object mapped = mapping.apply(value);
            return mapped == null ? null : json.bounded(mapped);
        } catch (Throwable e) { // an application's code: what it throws concerns this event of this format alone
            decoding.report(EmitterFailure.Kind.MAP, delivery, e);
            return null;
        }
    }

    @Override
    public byte[] state(@Nullable EventId id, Object state) {
        return json.state(id, state);
    }
}
