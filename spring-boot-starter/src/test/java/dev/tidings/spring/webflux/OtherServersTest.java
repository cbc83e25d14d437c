package dev.tidings.spring.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;

/** Spring WebFlux on a servlet container, where demand is all that is known of a client. */
class OtherServersTest {

    private static final int BATCH = 128 << 10;
    private static final String KIB_16 = "x".repeat(16 << 10);

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(
            excludeName = {
                "org.springframework.boot.jetty.autoconfigure.reactive.JettyReactiveWebServerAutoConfiguration",
                "org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration"
            })
    @Import(StreamController.class)
    static class OnTomcat {

        @Bean
        SecurityWebFilterChain everythingIsOpen(ServerHttpSecurity http) {
            return http.authorizeExchange(exchanges -> exchanges.anyExchange().permitAll())
                    .build();
        }
    }

    @Test
    void whoDoesNotReadIsBehindAndTheOthersAreNot() {
        int events = 500;
        try (RunningApplication application = RunningApplication.start(OnTomcat.class);
                StreamClient slow = StreamClient.connect(application.port(), 4 << 10);
                StreamClient quick = StreamClient.open(application.port(), "/sse?email=ann@example.com")) {
            slow.get("/sse?email=ann@example.com", "").readHead();
            slow.block();
            quick.block();
            long mostPending = 0;

            for (int i = 0; i < events; i++) {
                application.publish("ann@example.com", i + KIB_16);
                assertThat(quick.data()).startsWith(i + "x");
                mostPending = Math.max(mostPending, application.pendingBytes());
            }

            Await.until("one is behind", () -> application.behind() == 1);
            assertThat(mostPending).isBetween(1L, 2L * BATCH);
            for (int i = 0; i < events; i++) {
                assertThat(slow.data()).startsWith(i + "x");
            }
            Await.until("all are live", () -> application.behind() == 0);
        }
    }

    @Test
    void aClientThatLeavesIsForgottenWhenItIsWrittenTo() {
        try (RunningApplication application = RunningApplication.start(OnTomcat.class, "tidings.stream.heartbeat=1s");
                LogRecorder log = new LogRecorder()) {
            StreamClient client = StreamClient.open(application.port(), "/sse?email=ann@example.com");
            client.block();
            client.reset();

            application.awaitNobody();
            log.assertNoWarning();
        }
    }
}
