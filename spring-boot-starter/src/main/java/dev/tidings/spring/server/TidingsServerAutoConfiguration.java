package dev.tidings.spring.server;

import dev.tidings.hub.Hub;
import dev.tidings.server.ServerBuilder;
import dev.tidings.server.SseServer;
import dev.tidings.server.access.Access;
import dev.tidings.server.subscribe.EndpointConfig;
import dev.tidings.spring.TidingsAutoConfiguration;
import dev.tidings.spring.TidingsProperties;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/** A server of Tidings on a port of its own, whose endpoints are the beans of {@link EndpointConfig}. */
@AutoConfiguration(after = TidingsAutoConfiguration.class)
@ConditionalOnClass(SseServer.class)
@ConditionalOnBean(Hub.class)
@ConditionalOnProperty("tidings.server.port")
public final class TidingsServerAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    TidingsServer tidingsServer(
            Hub hub,
            TidingsProperties properties,
            ObjectProvider<EndpointConfig> endpoints,
            ObjectProvider<Access> access,
            ObjectProvider<ServerCustomizer> customizers,
            ObjectProvider<MeterRegistry> meters) {
        return new TidingsServer(
                () -> {
                    ServerBuilder server = builder(hub, properties.server());
                    endpoints.orderedStream().forEach(server::endpoint);
                    access.ifAvailable(server::access);
                    customizers.orderedStream().forEach(customizer -> customizer.customize(server));
                    return server;
                },
                meters);
    }

    private static ServerBuilder builder(Hub hub, TidingsProperties.Server settings) {
        return SseServer.builder(hub)
                .host(settings.host())
                .port(Objects.requireNonNull(settings.port(), "tidings.server.port"));
    }
}
