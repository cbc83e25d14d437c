package dev.tidings.server.metrics;

import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that is limited.
 *
 * @param name as it is called in metrics
 * @param limit in bytes, seconds or a number; negative where there is none
 * @param used how much of it is used now, asked on any thread; negative where that cannot be told, null for what holds for each request,
 *     event or subscriber
 */
public record Bound(
        String name, DoubleSupplier limit, @Nullable DoubleSupplier used) {

    /** What all share. */
    public static Bound shared(String name, DoubleSupplier limit, DoubleSupplier used) {
        return new Bound(name, limit, used);
    }

    /** What each may take. */
    public static Bound each(String name, double limit) {
        return new Bound(name, () -> limit, null);
    }
}
