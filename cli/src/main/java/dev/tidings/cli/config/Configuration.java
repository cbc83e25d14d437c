package dev.tidings.cli.config;

import dev.tidings.server.access.Access;
import dev.tidings.server.subscribe.EndpointConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What everything is set to, and where it was set.
 * <p>
 * Immutable.
 *
 * @param file the file that was read, if there was one
 * @param values of every setting
 * @param endpoints in the order of the file
 */
public record Configuration(
        Optional<Path> file,
        Map<Setting<?>, Value<?>> values,
        Value<Access> access,
        List<Value<EndpointConfig>> endpoints) {

    public Configuration {
        values = Map.copyOf(values);
        endpoints = List.copyOf(endpoints);
    }

    /** A value, and where it was set. */
    public record Value<T>(T value, Origin origin) {}

    /** What the setting is set to. */
    @SuppressWarnings("unchecked") // The loader parsed the value with the setting's own kind.
    public <T> T get(Setting<T> setting) {
        return (T) of(setting).value();
    }

    public Origin origin(Setting<?> setting) {
        return of(setting).origin();
    }

    /** The value as it would be written in the file. */
    public <T> String text(Setting<T> setting) {
        return setting.kind().format(get(setting));
    }

    private Value<?> of(Setting<?> setting) {
        Value<?> value = values.get(setting);
        if (value == null) {
            throw new IllegalArgumentException("setting: " + setting.name() + " (expected: one of Settings.all())");
        }
        return value;
    }
}
