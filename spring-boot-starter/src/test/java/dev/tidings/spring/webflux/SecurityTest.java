package dev.tidings.spring.webflux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.testkit.StreamClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.web.server.SecurityWebFilterChain;
import reactor.core.publisher.Mono;

/** Streams of users that Spring Security knows. */
class SecurityTest {

    private static RunningApplication application;

    @Configuration(proxyBeanMethods = false)
    @Import(RunningApplication.OnNetty.class)
    static class Secured {

        @Bean
        SecurityWebFilterChain onlyForUsers(ServerHttpSecurity http) {
            return http.authorizeExchange(exchanges -> exchanges.anyExchange().authenticated())
                    .httpBasic(Customizer.withDefaults())
                    .oauth2ResourceServer(server -> server.jwt(jwt -> jwt.jwtDecoder(tokens())))
                    .build();
        }

        /** A token is the milliseconds that it is good for. */
        private static ReactiveJwtDecoder tokens() {
            return token -> {
                Instant now = Instant.now();
                return Mono.just(Jwt.withTokenValue(token)
                        .header("alg", "none")
                        .subject("ann")
                        .issuedAt(now)
                        .expiresAt(now.plus(Duration.ofMillis(Long.parseLong(token))))
                        .build());
            };
        }

        @Bean
        MapReactiveUserDetailsService users() {
            return new MapReactiveUserDetailsService(
                    User.withUsername("ann").password("{noop}secret").build(),
                    User.withUsername("bob").password("{noop}secret").build());
        }
    }

    @BeforeAll
    static void start() {
        application = RunningApplication.start(Secured.class);
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    private static StreamClient open(String authorization) {
        return StreamClient.open(
                application.port(), "/sse?email=ann@example.com", "Authorization: " + authorization + "\r\n");
    }

    private static String basic(String user) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":secret").getBytes(UTF_8));
    }

    @Test
    void aStreamNeedsWhatItsControllerNeeds() {
        try (StreamClient client = open(basic("nobody"))) {
            assertThat(client.status()).isEqualTo(401);
        }
    }

    @Test
    void theStreamsOfAUserCanBeEnded() {
        try (StreamClient ann = open(basic("ann"));
                StreamClient bob = open(basic("bob"))) {
            ann.block();
            bob.block();

            assertThat(application.hub().disconnect("ann").toCompletableFuture().join())
                    .isEqualTo(1);

            assertThat(ann.block()).isEqualTo("event: tidings.closed\ndata: {\"reason\":\"revoked\"}");
            assertThat(ann.endsProperly()).isTrue();
            application.publish("ann@example.com", "one");
            assertThat(bob.data()).isEqualTo("one");
        }
    }

    @Test
    void aStreamEndsWithTheTokenOfItsUser() {
        try (StreamClient client = open("Bearer 300")) {
            client.block();

            assertThat(client.block()).isEqualTo("event: tidings.closed\ndata: {\"reason\":\"expired\"}");
            assertThat(client.rest()).isEmpty();
        }
    }
}
