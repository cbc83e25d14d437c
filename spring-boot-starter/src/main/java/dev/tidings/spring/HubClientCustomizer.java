package dev.tidings.spring;

import dev.tidings.hubclient.HubClientBuilder;

/** A bean that says how the application's {@code HubClient} is to be, beyond what properties say. */
@FunctionalInterface
public interface HubClientCustomizer {

    /** Called before the client is built, in the order of the beans; what is said later wins. */
    void customize(HubClientBuilder client);
}
