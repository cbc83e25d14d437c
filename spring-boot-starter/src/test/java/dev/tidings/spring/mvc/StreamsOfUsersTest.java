package dev.tidings.spring.mvc;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.tidings.emitter.Emitter;
import dev.tidings.hub.Hub;
import dev.tidings.hub.stream.SseStream;
import dev.tidings.testkit.Await;
import jakarta.servlet.http.HttpServletRequest;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.Callable;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whose streams are, and when they end for that, in an application with Spring Security. */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class StreamsOfUsersTest {

    private static final SecretKey KEY = new SecretKeySpec(new byte[32], "HmacSHA256");

    private static WebApplication application;

    @BeforeAll
    static void start() {
        application = WebApplication.start(
                WebApplication.Container.JETTY, Application.class, "tidings.stream.heartbeat=100ms");
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @AfterEach
    void nothingIsLeft() {
        Await.until("all streams are over", () -> application.streams() == 0);
    }

    /** Signs somebody in; the cookie of the new session. */
    private static String signIn(String name) {
        HttpResponse<String> answer = application.answer(application
                .to("/login")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("username=" + name + "&password=secret")));
        assertThat(answer.statusCode()).isEqualTo(302);
        return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    }

    private static HttpRequest.Builder with(String cookie, String path) {
        return application.to(path).header("Cookie", cookie);
    }

    private static EventStream open(String cookie, String path) {
        EventStream stream = application.open(with(cookie, path));
        assertThat(stream.status()).isEqualTo(200);
        stream.block();
        return stream;
    }

    private static void assertStillOpen(EventStream stream) {
        application.emit(new FilterVerified("all", true));
        assertThat(stream.next("data")).isEqualTo("{\"isVerified\":true}");
    }

    private static void assertEnded(EventStream stream, String reason) {
        assertThat(stream.block()).contains("event: tidings.closed", "data: {\"reason\":\"" + reason + "\"}");
        assertThat(stream.block()).isEmpty();
    }

    @Test
    void nobodyWhoIsUnknownGetsAStream() {
        assertThat(application.answer(application.to("/sse")).statusCode()).isIn(302, 401);
    }

    @Test
    void aStreamIsItsUsersUnlessTheControllerSaysOtherwise() {
        Hub hub = application.bean(Hub.class);
        String ann = signIn("ann");
        try (EventStream hers = open(ann, "/sse");
                EventStream teams = open(ann, "/team");
                EventStream bobs = open(signIn("bob"), "/sse")) {
            assertThat(hub.disconnect("ann").toCompletableFuture().join()).isEqualTo(1);

            assertEnded(hers, "revoked");
            assertStillOpen(teams);
            assertStillOpen(bobs);
            assertThat(hub.disconnect("team").toCompletableFuture().join()).isEqualTo(1);
        }
    }

    @Test
    void whoSignsOutLosesTheStreamsOfThatSessionAndNoOthers() {
        String here = signIn("ann");
        String elsewhere = signIn("ann");
        try (EventStream ending = open(here, "/sse");
                EventStream staying = open(elsewhere, "/sse")) {
            application.answer(with(here, "/logout").POST(BodyPublishers.noBody()));

            assertEnded(ending, "revoked");
            assertStillOpen(staying);
        }
    }

    @Test
    void whoSignsOutOfASessionThatStaysLosesItsStreams() {
        String here = signIn("ann");
        String elsewhere = signIn("ann");
        try (EventStream ending = open(here, "/sse");
                EventStream staying = open(elsewhere, "/sse")) {
            application.answer(with(here, "/leave").POST(BodyPublishers.noBody()));

            assertEnded(ending, "revoked");
            assertStillOpen(staying);
        }
    }

    @Test
    void aSessionKeepsItsStreamsWhenItsIdChangesAndEndsThemWithItself() {
        String before = signIn("ann");
        try (EventStream ending = open(before, "/sse")) {
            String after = application
                    .answer(with(before, "/change-id").POST(BodyPublishers.noBody()))
                    .headers()
                    .firstValue("Set-Cookie")
                    .orElseThrow()
                    .split(";", 2)[0];
            assertStillOpen(ending);

            application.answer(with(after, "/invalidate").POST(BodyPublishers.noBody()));

            assertEnded(ending, "revoked");
        }
    }

    @Test
    void aStreamEndsWithItsUsersToken() throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader(JWSAlgorithm.HS256),
                new JWTClaimsSet.Builder()
                        .subject("cy")
                        .expirationTime(Date.from(Instant.now().plusSeconds(1)))
                        .build());
        token.sign(new MACSigner(KEY));
        HttpRequest.Builder request = application.to("/sse").header("Authorization", "Bearer " + token.serialize());

        try (EventStream ending = application.open(request)) {
            assertThat(ending.status()).isEqualTo(200);
            ending.block();
            assertEnded(ending, "expired");
        }
    }

    @Test
    void aStreamThatComesLaterIsNotDenied(CapturedOutput output) {
        try (EventStream later = open(signIn("ann"), "/later")) {
            assertStillOpen(later);
        }
        Await.until("it is over", () -> application.streams() == 0);
        assertThat(output.getAll()).doesNotContain("AccessDenied", "AuthorizationDenied");
    }

    @RestController
    static class Controller {

        private final Emitter emitter;

        Controller(Emitter emitter) {
            this.emitter = emitter;
        }

        @GetMapping("/sse")
        SseStream sse() {
            return emitter.stream(FilterVerified.class).where("email", "all");
        }

        @GetMapping("/team")
        SseStream team() {
            return sse().ofPrincipal("team");
        }

        @GetMapping("/later")
        Callable<SseStream> later() {
            return this::sse;
        }

        @PostMapping("/change-id")
        void changeId(HttpServletRequest request) {
            request.changeSessionId();
        }

        @PostMapping("/invalidate")
        void invalidate(HttpServletRequest request) {
            request.getSession().invalidate();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({Controller.class, Security.class})
    static class Application {}

    @Configuration(proxyBeanMethods = false)
    static class Security {

        @Bean
        @Order(0)
        SecurityFilterChain leaving(HttpSecurity http) {
            return http.securityMatcher("/leave")
                    .csrf(csrf -> csrf.disable())
                    .httpBasic(Customizer.withDefaults())
                    .logout(logout -> logout.logoutUrl("/leave").invalidateHttpSession(false))
                    .build();
        }

        @Bean
        SecurityFilterChain everythingElse(HttpSecurity http) {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .csrf(csrf -> csrf.disable())
                    .formLogin(Customizer.withDefaults())
                    .httpBasic(Customizer.withDefaults())
                    .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()))
                    .build();
        }

        @Bean
        UserDetailsService users() {
            return new InMemoryUserDetailsManager(
                    User.withUsername("ann").password("{noop}secret").build(),
                    User.withUsername("bob").password("{noop}secret").build());
        }

        @Bean
        JwtDecoder tokens() {
            return NimbusJwtDecoder.withSecretKey(KEY).build();
        }
    }
}
