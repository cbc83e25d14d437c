package dev.tidings.spring.metrics;

import dev.tidings.hub.Hub;
import dev.tidings.hub.log.EventLog;
import dev.tidings.spring.TidingsAutoConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** Whether the hub is well: {@code tidings} among the components of {@code /actuator/health}. */
@AutoConfiguration(after = TidingsAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(Hub.class)
@ConditionalOnEnabledHealthIndicator("tidings")
public final class TidingsHealthAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(name = "tidingsHealthIndicator")
    HealthIndicator tidingsHealthIndicator(Hub hub, ObjectProvider<EventLog> log) {
        return new HubHealthIndicator(hub, log.getIfUnique());
    }
}
