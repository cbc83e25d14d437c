package dev.tidings.probe;

import dev.tidings.emitter.Emitter;
import dev.tidings.hub.Hub;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/** Adds the probe to whatever application has it on its class path. */
@AutoConfiguration
public class ProbeAutoConfiguration {

    @Bean
    ProbeController probe(Hub hub, Emitter emitter) {
        return new ProbeController(hub, emitter);
    }
}
