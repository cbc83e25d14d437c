package dev.tidings.spring.webflux;

import dev.tidings.hub.Hub;
import dev.tidings.spring.StreamLifecycle;
import dev.tidings.spring.TidingsAutoConfiguration;
import dev.tidings.spring.TidingsProperties;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.reactive.accept.RequestedContentTypeResolver;

/** Controllers of Spring WebFlux that return streams. */
@AutoConfiguration(after = TidingsAutoConfiguration.class)
@ConditionalOnClass(DispatcherHandler.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnBean(Hub.class)
public final class TidingsWebFluxAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    WebFluxTransport tidingsWebFluxTransport(Hub hub, TidingsProperties properties) {
        return WebFluxTransport.builder(hub)
                .heartbeat(properties.stream().heartbeat())
                .stallLimit(properties.stream().stallLimit())
                .build();
    }

    @Bean
    SseStreamResultHandler tidingsSseStreamResultHandler(
            WebFluxTransport transport,
            @Qualifier("webFluxContentTypeResolver") RequestedContentTypeResolver contentTypes,
            @Qualifier("webFluxAdapterRegistry") ReactiveAdapterRegistry adapters) {
        return new SseStreamResultHandler(transport, InstantSource.system(), contentTypes, adapters);
    }

    @Bean
    StreamLifecycle tidingsWebFluxLifecycle(WebFluxTransport transport) {
        return new StreamLifecycle(transport::resume, ended -> transport.drain().thenRun(ended));
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterRegistry.class)
    static class MetricsConfiguration {

        @Bean
        MeterBinder tidingsWebFluxMeters(WebFluxTransport transport) {
            return registry -> Gauge.builder("tidings.webflux.streams", transport, WebFluxTransport::streams)
                    .description("Streams of controllers that are open")
                    .register(registry);
        }
    }
}
