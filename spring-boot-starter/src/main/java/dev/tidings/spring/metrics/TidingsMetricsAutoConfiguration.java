package dev.tidings.spring.metrics;

import dev.tidings.emitter.Emitter;
import dev.tidings.hub.Hub;
import dev.tidings.spring.TidingsAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** What the hub does, in the application's registry. */
@AutoConfiguration(
        after = TidingsAutoConfiguration.class,
        afterName = "dev.tidings.spring.server.TidingsServerAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(Hub.class)
public final class TidingsMetricsAutoConfiguration {

    /** Not with a server of Tidings, whose own meters have all of this among them. */
    @Bean
    @ConditionalOnMissingBean(name = "tidingsHubMeters", type = "dev.tidings.spring.server.TidingsServer")
    MeterBinder tidingsHubMeters(Hub hub) {
        return new HubMeters(hub);
    }

    @Bean
    @ConditionalOnBean(Emitter.class)
    @ConditionalOnMissingBean(name = "tidingsEmitterMeters")
    MeterBinder tidingsEmitterMeters(Emitter emitter) {
        return new EmitterMeters(emitter);
    }
}
