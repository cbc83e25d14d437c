package dev.tidings.spring.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.client.EventSource;
import dev.tidings.client.ReadyState;
import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Event;
import dev.tidings.server.DrainPeriods;
import dev.tidings.server.subscribe.EndpointConfig;
import dev.tidings.sse.SseMessage;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class ServerBesideTheApplicationTest {

    @Test
    void servesTheEndpointsThatAreBeansAndStopsWithTheApplication() throws Exception {
        int port;
        try (ConfigurableApplicationContext application = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties("tidings.server.port=0", "spring.main.banner-mode=off")
                .run()) {
            port = application.getBean(TidingsServer.class).port();
            BlockingQueue<SseMessage> messages = new LinkedBlockingQueue<>();
            CountDownLatch open = new CountDownLatch(1);
            try (EventSource source = EventSource.builder(
                            URI.create("http://localhost:" + port + "/sse?email=ann%40example.com"))
                    .onOpen(open::countDown)
                    .onMessage(messages::add)
                    .open()) {
                assertThat(open.await(20, TimeUnit.SECONDS)).isTrue();
                application
                        .getBean(Hub.class)
                        .publish(Event.of("filter.verified", "{\"isVerified\":true}")
                                .with("email", "ann@example.com"));

                assertThat(messages.poll(20, TimeUnit.SECONDS))
                        .isNotNull()
                        .extracting(SseMessage::data)
                        .isEqualTo("{\"isVerified\":true}");
                assertThat(source.readyState()).isEqualTo(ReadyState.OPEN);
                MeterRegistry meters = application.getBean(MeterRegistry.class);
                assertThat(meters.get("tidings.streams").gauge().value()).isEqualTo(1);
                assertThat(meters.get("tidings.events.published")
                                .functionCounter()
                                .count())
                        .isEqualTo(1);
                assertThat(application
                                .getBean("tidingsHealthIndicator", HealthIndicator.class)
                                .health()
                                .getStatus())
                        .isEqualTo(Status.UP);
            }
        }

        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                .isInstanceOf(ConnectException.class);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        EndpointConfig verified() {
            return EndpointConfig.builder("/sse")
                    .topics("filter.verified")
                    .require("email")
                    .build();
        }

        @Bean
        ServerCustomizer hasty() {
            return server -> server.drain(DrainPeriods.NONE);
        }
    }
}
