package dev.tidings.emitter;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a component of an event's record something that the event is addressed by. Attributes are not sent to clients.
 * <p>
 * A component is a value: a text, an integer, a boolean, an enum's constant, a {@code UUID}, {@code URI}, {@code LocalDate} or
 * {@code Instant}, a record of one such component, or a {@code List}, {@code Set} or {@code Collection} of them. Null, and a
 * collection that is empty, is no attribute; a collection is read back without what it held twice.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Attribute {

    /** 1-64 characters of {@code [A-Za-z0-9_.-]}; empty for the component's own name. */
    String value() default "";

    /** Whether clients are told, too: the component is in the data as well. */
    boolean inData() default false;
}
