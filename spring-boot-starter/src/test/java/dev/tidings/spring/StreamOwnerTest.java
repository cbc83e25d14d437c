package dev.tidings.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.stream.SseStream;
import dev.tidings.hub.stream.StreamSpec;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.core.DefaultOAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AccessToken.TokenType;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthentication;

class StreamOwnerTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Hub hub = Hub.open();
    private final SseStream stream = SseStream.of(hub, Filter.topic("greeting"));

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void aStreamOfNobodyStaysAsItIs() {
        assertThat(StreamOwner.own(stream, null, NOW)).isSameAs(stream);
    }

    @Test
    void aStreamIsItsUsersUnlessTheControllerSaidWhoseItIs() {
        Principal ann = () -> "ann";

        assertThat(StreamOwner.own(stream, ann, NOW).spec().principal()).isEqualTo("ann");
        assertThat(StreamOwner.own(stream.ofPrincipal("team"), ann, NOW).spec().principal())
                .isEqualTo("team");
    }

    @Test
    void aStreamEndsWithItsUsersTokenAtTheLatest() {
        assertThat(owned(stream, NOW.plusSeconds(60)).lifetime()).isEqualTo(Duration.ofSeconds(60));
        assertThat(owned(stream.lifetime(Duration.ofSeconds(30)), NOW.plusSeconds(60))
                        .lifetime())
                .isEqualTo(Duration.ofSeconds(30));
        assertThat(owned(stream.lifetime(Duration.ofSeconds(90)), NOW.plusSeconds(60))
                        .lifetime())
                .isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void aStreamOfATokenThatHasJustExpiredEndsAtOnce() {
        assertThat(owned(stream, NOW.minusSeconds(5)).lifetime()).isPositive().isLessThan(Duration.ofSeconds(1));
    }

    private static StreamSpec owned(SseStream stream, Instant expiry) {
        OAuth2AccessToken token = new OAuth2AccessToken(TokenType.BEARER, "token", expiry.minusSeconds(600), expiry);
        DefaultOAuth2AuthenticatedPrincipal ann =
                new DefaultOAuth2AuthenticatedPrincipal("ann", Map.of("sub", "ann"), List.of());
        return StreamOwner.own(stream, new BearerTokenAuthentication(ann, token, List.of()), NOW)
                .spec();
    }
}
