package dev.tidings.emitter;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Makes a record an event: each of its components that is no {@link Attribute} is part of the data. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Topic {

    /** Segments of {@code [A-Za-z0-9_-]+} joined by '.', at most 32 of them and 255 characters. */
    String value();

    /** The SSE {@code event:} field; empty for none, so that browsers call {@code onmessage}. */
    String type() default "";
}
