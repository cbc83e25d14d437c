package dev.tidings.spring;

import dev.tidings.emitter.Emitter;

/** A bean that says how the application's emitter is to be, beyond what properties say. */
@FunctionalInterface
public interface EmitterCustomizer {

    /** Called before the emitter is built, in the order of the beans; what is said later wins. */
    void customize(Emitter.Builder emitter);
}
