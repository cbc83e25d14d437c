package dev.tidings.server.access;

import static dev.tidings.server.access.Issuer.CLOCK;
import static dev.tidings.server.access.Issuer.claims;
import static dev.tidings.server.access.Issuer.rules;
import static dev.tidings.server.access.TokenRefusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.sun.net.httpserver.HttpServer;
import dev.tidings.server.http.ProblemException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keys that an issuer publishes: they come and go, and so does their source. */
class PublishedKeysTest {

    private @Nullable HttpServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    /** Short, so that a test sees its end. */
    private static final Duration CACHED = Duration.ofMillis(100);

    private final AtomicReference<String> published = new AtomicReference<>("");
    private final AtomicInteger fetches = new AtomicInteger();

    private TokenVerifier ofPublished(Duration cached, Duration leastBetween) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/jwks", exchange -> {
            fetches.incrementAndGet();
            byte[] body = published.get().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/jwks");
        return new TokenVerifier(
                rules(TokenKeys.jwks(address, cached, leastBetween), TokenAlgorithm.RS256, TokenAlgorithm.EDDSA)
                        .build(),
                CLOCK);
    }

    private void publish(JWK... keys) {
        published.set(new JWKSet(List.of(keys)).toString());
    }

    private static String keyed(String kid, String key) {
        return Issuer.token("{\"alg\":\"RS256\",\"kid\":\"" + kid + "\"}", claims(""), "RS256", key);
    }

    @Test
    void keysAreFetchedOnceAndByName() throws IOException {
        TokenVerifier verifier = ofPublished(Duration.ofMinutes(5), Duration.ofSeconds(30));
        publish(Issuer.jwk("RSA", "1"), Issuer.jwk("EdDSA", "2"));

        for (int i = 0; i < 10; i++) {
            verifier.verify(keyed("1", "RSA"));
        }
        verifier.verify(Issuer.token("{\"alg\":\"EdDSA\",\"kid\":\"2\"}", claims(""), "EdDSA", "EdDSA"));
        assertThat(fetches).hasValue(1);
        refused(verifier, keyed("1", "other RSA"), "its signature is wrong");
        assertThat(verifier.verify(Issuer.token("RS256", claims(""))).id()).isEqualTo("user:ann");
    }

    @Test
    void aNewKeyIsFoundAndMadeUpOnesDoNotMakeItFetchAgainAndAgain() throws IOException {
        TokenVerifier verifier = ofPublished(Duration.ofMinutes(5), Duration.ofSeconds(30));
        publish(Issuer.jwk("RSA", "1"));
        verifier.verify(keyed("1", "RSA"));

        publish(Issuer.jwk("RSA", "1"), Issuer.jwk("other RSA", "2"));
        assertThat(verifier.verify(keyed("2", "other RSA")).id()).isEqualTo("user:ann");
        for (int i = 0; i < 100; i++) {
            refused(verifier, keyed("made up " + i, "other RSA"), "no key for it is known");
        }
        assertThat(fetches).hasValueLessThan(5);
        assertThat(verifier.verify(keyed("2", "other RSA")).id()).isEqualTo("user:ann");
    }

    @Test
    void aKeyThatWasWithdrawnIsBelievedNoMore() throws IOException {
        TokenVerifier verifier = ofPublished(CACHED, Duration.ofMillis(10));
        publish(Issuer.jwk("RSA", "1"));
        verifier.verify(keyed("1", "RSA"));

        publish(Issuer.jwk("other RSA", "2"));
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (catchThrowable(() -> verifier.verify(keyed("1", "RSA"))) == null && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        refused(verifier, keyed("1", "RSA"), "no key for it is known");
    }

    @Test
    void keysThatAreKnownLastThroughAnOutage() throws IOException {
        TokenVerifier verifier = ofPublished(CACHED, Duration.ofMillis(10));
        publish(Issuer.jwk("RSA", "1"));
        verifier.verify(keyed("1", "RSA"));

        server.stop(0);
        long end = System.nanoTime() + CACHED.multipliedBy(3).toNanos();
        while (System.nanoTime() < end) {
            assertThat(verifier.verify(keyed("1", "RSA")).id()).isEqualTo("user:ann");
        }
    }

    @Test
    void whoCannotBeKnownYetIsToldToComeBack() throws IOException {
        TokenVerifier verifier = ofPublished(Duration.ofMinutes(5), Duration.ofSeconds(30));
        published.set("no keys");

        assertThatThrownBy(() -> verifier.verify(keyed("1", "RSA")))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.problem().status()).isEqualTo(503));
    }

    @Test
    void aKeyThatIsTooShortIsNotTrusted() throws IOException {
        TokenVerifier verifier = ofPublished(Duration.ofMinutes(5), Duration.ofSeconds(30));
        publish(Issuer.jwk("weak RSA", "1"));

        refused(verifier, keyed("1", "weak RSA"), "its signature is wrong");
    }
}
