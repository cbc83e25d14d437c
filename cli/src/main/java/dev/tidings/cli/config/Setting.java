package dev.tidings.cli.config;

import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One value that can be set, and all there is to know of it: the file, the environment, the flags, {@code tidings check} and
 * the documentation are made from this.
 *
 * @param name where it stands in the file, as in {@code server.port}
 * @param initial the value where nothing is set
 * @param initialWords how the documentation names it, since some depend on the machine
 * @param reason why it is that
 * @param description what it is for
 * @param flag how the command line sets it, if it does
 */
public record Setting<T>(
        String name,
        Kind<T> kind,
        Supplier<T> initial,
        String initialWords,
        String reason,
        String description,
        @Nullable Flag flag) {

    /**
     * A way to set it on the command line.
     *
     * @param name with its dashes
     * @param meaning the value that the flag stands for, or null if the value follows it
     */
    public record Flag(String name, @Nullable String meaning) {}

    static <T> Setting<T> of(String name, Kind<T> kind, T initial, String reason, String description) {
        return new Setting<>(name, kind, () -> initial, kind.format(initial), reason, description, null);
    }

    /** A setting whose default depends on the machine. */
    static <T> Setting<T> computed(
            String name, Kind<T> kind, Supplier<T> initial, String initialWords, String reason, String description) {
        return new Setting<>(name, kind, initial, initialWords, reason, description, null);
    }

    Setting<T> flag(String flag) {
        return new Setting<>(name, kind, initial, initialWords, reason, description, new Flag(flag, null));
    }

    Setting<T> flag(String flag, String meaning) {
        return new Setting<>(name, kind, initial, initialWords, reason, description, new Flag(flag, meaning));
    }

    /** The environment variable: {@code server.eventLoops} is {@code TIDINGS_SERVER_EVENT_LOOPS}. */
    public String variable() {
        return "TIDINGS_"
                + name.replace('.', '_').replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
    }
}
