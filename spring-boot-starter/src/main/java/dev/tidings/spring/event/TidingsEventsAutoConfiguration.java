package dev.tidings.spring.event;

import dev.tidings.emitter.Emitter;
import dev.tidings.spring.TidingsAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Events that an application publishes by Spring's {@code ApplicationEventPublisher}, if their type has a {@code @Topic}. */
@AutoConfiguration(after = TidingsAutoConfiguration.class)
@ConditionalOnBean(Emitter.class)
@ConditionalOnBooleanProperty(name = "tidings.application-events.enabled", matchIfMissing = true)
public final class TidingsEventsAutoConfiguration {

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.transaction.event.TransactionalApplicationListenerAdapter")
    static class WithTransactions {

        @Bean
        EmitAfterCommit tidingsApplicationEvents(Emitter emitter) {
            return new EmitAfterCommit(emitter);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingClass("org.springframework.transaction.event.TransactionalApplicationListenerAdapter")
    static class WithoutTransactions {

        @Bean
        EmitAtOnce tidingsApplicationEvents(Emitter emitter) {
            return new EmitAtOnce(emitter);
        }
    }
}
