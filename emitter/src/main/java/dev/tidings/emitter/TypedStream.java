package dev.tidings.emitter;

import static java.util.Objects.requireNonNull;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.shard.Membership;
import dev.tidings.hub.stream.SseStream;
import dev.tidings.hub.stream.StreamSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Events of one type, for one client: from whichever node of the hub they come. Immutable; each method makes another
 * one.
 * <p>
 * As it is, a client gets the data as it was published, which nobody has to read for that. {@link #map} reads it.
 */
public final class TypedStream<T> implements SseStream {

    private final Hub hub;
    private final Decoding<T> decoding;
    private final StreamJson json;
    private final Filter filter;

    TypedStream(Hub hub, Decoding<T> decoding, StreamJson json) {
        this(hub, decoding, json, decoding.type().filter());
    }

    private TypedStream(Hub hub, Decoding<T> decoding, StreamJson json, Filter filter) {
        this.hub = hub;
        this.decoding = decoding;
        this.json = json;
        this.filter = filter;
    }

    /**
     * Those of which an attribute has one of some values. Naming an attribute again leaves the values that both name; no value at all
     * leaves nothing.
     *
     * @param attribute its name
     * @param values of the component's type, or the text of one; a collection stands for what it holds
     * @throws IllegalArgumentException if no component is that attribute, or a value is null or none of its type
     */
    public TypedStream<T> where(String attribute, @Nullable Object... values) {
        requireNonNull(values, "values");
        AttributeComponent component = decoding.type().attribute(attribute);
        List<String> texts = new ArrayList<>();
        for (Object value : values) {
            if (value instanceof Collection<?> several) {
                several.forEach(one -> texts.add(component.text(one)));
            } else {
                texts.add(component.text(value));
            }
        }
        return new TypedStream<>(hub, decoding, json, filter.where(attribute, texts));
    }

    /**
     * What is made of each event, as JSON of at most twice the bytes that an event's data may have; null leaves it out.
     * <p>
     * Called once for an event, not for a client, by all streams whose functions do the same: equal ones, and lambdas of one place that
     * captured the same objects, {@code this} in {@code this::view} say. One that captured what is the client's own is called for
     * each client; the log has a warning of those.
     *
     * @param function called on event loops, on several at once: must not block. An event for which it throws is left out, counted
     *     and reported
     */
    public SseStream map(Function<? super T, ? extends @Nullable Object> function) {
        Mapping<T> mapping = new Mapping<>(requireNonNull(function, "function"));
        json.mapped(mapping, decoding.type());
        return SseStream.of(hub, Subscription.of(filter), new MappedFormat<>(decoding, mapping, json));
    }

    /**
     * For a program instead of a client: calls the listener for each event that is published from now on, by whichever node, on the
     * hub's executor. What cannot be read is left out, counted and reported; so is what the listener throws, and the next event
     * follows. Who wants ids, gaps or what was published before has {@link Hub#subscribe} and {@link Emitter#read}.
     */
    public Membership subscribe(Consumer<? super T> listener) {
        requireNonNull(listener, "listener");
        return hub.subscribe(filter, delivery -> {
            T value = decoding.read(delivery);
            if (value != null) {
                call(listener, value, delivery);
            }
        });
    }

    private void call(Consumer<? super T> listener, T value, Delivery delivery) {
        try {
            listener.accept(value);
        } catch (Throwable e) { // as of any listener
            decoding.report(EmitterFailure.Kind.LISTENER, delivery, e);
        }
    }

    @Override
    public StreamSpec spec() {
        return SseStream.of(hub, Subscription.of(filter), new DataFormat(json)).spec();
    }
}
