package dev.tidings.spring.server;

import dev.tidings.server.ServerBuilder;

/** A bean that says how the server of Tidings is to be, beyond what properties say. */
@FunctionalInterface
public interface ServerCustomizer {

    /** Called before the server is started, in the order of the beans; what is said later wins. */
    void customize(ServerBuilder server);
}
