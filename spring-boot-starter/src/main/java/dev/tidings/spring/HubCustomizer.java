package dev.tidings.spring;

import dev.tidings.hub.Hub;

/** A bean that says how the application's hub is to be, beyond what properties say. */
@FunctionalInterface
public interface HubCustomizer {

    /** Called before the hub is opened, in the order of the beans; what is said later wins. */
    void customize(Hub.Builder hub);
}
