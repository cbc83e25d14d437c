package dev.tidings.emitter;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.InjectableValues;

/** What one event says of its attributes, beside whatever else an application's mapper injects. */
final class InjectedAttributes extends InjectableValues {

    private final @Nullable Object[] values;
    private final @Nullable InjectableValues others;

    /** Which attribute is to be injected. */
    record Place(int index) {}

    InjectedAttributes(@Nullable Object[] values, @Nullable InjectableValues others) {
        this.values = values;
        this.others = others;
    }

    @Override
    public @Nullable Object findInjectableValue(
            DeserializationContext context,
            Object id,
            BeanProperty property,
            @Nullable Object bean,
            @Nullable Boolean optional,
            @Nullable Boolean useInput) {
        if (id instanceof Place place) {
            return values[place.index()];
        }
        return others == null
                ? InjectableValues.empty().findInjectableValue(context, id, property, bean, optional, useInput)
                : others.findInjectableValue(context, id, property, bean, optional, useInput);
    }

    @Override
    public InjectableValues snapshot() {
        return this;
    }
}
