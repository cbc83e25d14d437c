package dev.tidings.spring.mvc;

import dev.tidings.hub.Hub;
import dev.tidings.servlet.ServletTransport;
import dev.tidings.spring.StreamLifecycle;
import dev.tidings.spring.TidingsAutoConfiguration;
import dev.tidings.spring.TidingsProperties;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.servlet.DispatcherType;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.security.authentication.event.LogoutSuccessEvent;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

/** Controllers of Spring MVC that return streams. */
@AutoConfiguration(after = TidingsAutoConfiguration.class)
@ConditionalOnClass({RequestMappingHandlerAdapter.class, FilterRegistrationBean.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(Hub.class)
public final class TidingsMvcAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    ServletTransport tidingsServletTransport(Hub hub, TidingsProperties properties, Environment environment) {
        TidingsProperties.Stream settings = properties.stream();
        ServletTransport.Builder transport = ServletTransport.builder(hub)
                .heartbeat(settings.heartbeat())
                .stallLimit(settings.stallLimit())
                .drain(isImmediate(environment) ? Duration.ZERO : settings.drain());
        if (settings.eventLoops() != null) {
            transport.eventLoops(settings.eventLoops());
        }
        return transport.build();
    }

    /** Where requests under way are cut off, streams are not waited for either. */
    private static boolean isImmediate(Environment environment) {
        return "immediate".equalsIgnoreCase(environment.getProperty("server.shutdown"));
    }

    @Bean
    StreamLifecycle tidingsServletLifecycle(ServletTransport transport) {
        return new StreamLifecycle(transport::resume, ended -> {
            transport.close();
            ended.run();
        });
    }

    @Bean
    SessionStreams tidingsSessionStreams(Hub hub) {
        return new SessionStreams(hub);
    }

    /** Made when the first adapter is: static, so that it comes before all that it looks at. */
    @Bean
    static StreamsBeforeBodies tidingsStreamsBeforeBodies(
            ObjectProvider<ServletTransport> transport, ObjectProvider<SessionStreams> sessions) {
        return new StreamsBeforeBodies(() ->
                new SseStreamReturnValueHandler(transport.getObject(), sessions.getObject(), InstantSource.system()));
    }

    @Bean
    FilterRegistrationBean<ErrorBodyFilter> tidingsErrorBodyFilter() {
        FilterRegistrationBean<ErrorBodyFilter> filter = new FilterRegistrationBean<>(new ErrorBodyFilter());
        filter.setDispatcherTypes(DispatcherType.ERROR);
        return filter;
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(LogoutSuccessEvent.class)
    static class SecurityConfiguration {

        @Bean
        LogoutStreams tidingsLogoutStreams(SessionStreams sessions) {
            return new LogoutStreams(sessions);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterRegistry.class)
    static class MetricsConfiguration {

        @Bean
        MeterBinder tidingsServletMeters(ServletTransport transport) {
            return registry -> Gauge.builder("tidings.servlet.streams", transport, ServletTransport::streams)
                    .description("Streams of servlets and controllers that are open")
                    .register(registry);
        }
    }
}
