package dev.tidings.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What is signed by the rules is believed by them. */
class TokenSignerTest {

    private static final JsonNode ROOM = JsonNodeFactory.instance.stringNode("7");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static TokenRules.Builder secret(TokenAlgorithm... algorithms) {
        return Issuer.rules(TokenKeys.secret(Issuer.SECRET), algorithms);
    }

    private static TokenSigner signer(TokenRules rules) {
        return TokenSigner.of(rules, Issuer.CLOCK);
    }

    @Test
    void theRulesBelieveTheToken() {
        TokenRules rules = secret(TokenAlgorithm.HS512, TokenAlgorithm.HS256)
                .principal(Claim.of("/user/name"))
                .grants(Claim.of("https://tidings.dev"))
                .longest(MINUTE)
                .build();
        Grants grants = new Grants(
                List.of(Filter.topics("chat.*", "news").where("room", "7", "8")), List.of(Filter.all()), true);

        String token = signer(rules).sign("ann", grants, Map.of("/user/room", ROOM), MINUTE);

        Principal ann = new TokenVerifier(rules, Issuer.CLOCK).verify(token);
        assertThat(ann.name()).isEqualTo("ann");
        assertThat(ann.grants()).isEqualTo(grants);
        assertThat(Claim.of("/user/room").valuesFor(ann)).containsExactly("7");
    }

    @Test
    void withoutGrantsNothingIsGranted() {
        TokenRules rules = secret(TokenAlgorithm.HS256).build();

        String token = signer(rules).sign("ann", Grants.NONE, Map.of(), MINUTE);

        Principal ann = new TokenVerifier(rules, Issuer.CLOCK).verify(token);
        assertThat(ann.grants().mayPublish(Event.of("chat", "1"))).isFalse();
    }

    @Test
    void theTokenEndsWithItsLifetime() {
        TokenRules rules = secret(TokenAlgorithm.HS256).leeway(Duration.ZERO).build();
        String token = signer(rules).sign("ann", Grants.NONE, Map.of(), MINUTE);

        assertThat(at(rules, 59).verify(token).name()).isEqualTo("ann");
        assertThatThrownBy(() -> at(rules, 61).verify(token)).hasMessageContaining("expired");
    }

    private static TokenVerifier at(TokenRules rules, long seconds) {
        return new TokenVerifier(rules, InstantSource.fixed(Instant.ofEpochSecond(Issuer.NOW + seconds)));
    }

    @Test
    void keysThatOnlyCheckSignNothing() {
        TokenRules rules = Issuer.rules(
                        TokenKeys.jwks(URI.create("https://id.example.com/jwks.json")), TokenAlgorithm.RS256)
                .build();

        assertThatThrownBy(() -> TokenSigner.of(rules))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("keys: the key set at https://id.example.com/jwks.json")
                .hasMessageContaining("(expected: a secret;");
    }

    @Test
    void whatTheRulesWouldRefuseIsNotSigned() {
        TokenSigner signer = signer(secret(TokenAlgorithm.HS256).longest(MINUTE).build());

        assertThatThrownBy(() -> signer.sign("ann", Grants.NONE, Map.of(), MINUTE.plusSeconds(1)))
                .hasMessage("lifetime: PT1M1S (expected: > 0, <= PT1M, the longest that the rules accept)");
        assertThatThrownBy(() -> signer.sign("ann", Grants.NONE, Map.of(), Duration.ZERO))
                .hasMessageStartingWith("lifetime: PT0S");
        assertThatThrownBy(() -> signer.sign("ann", Grants.NONE, Map.of("/sub/name", ROOM), MINUTE))
                .hasMessageStartingWith("claim: '/sub/name'");
    }

    @Test
    void aSecretThatIsTooShortForItsAlgorithmIsTold() {
        TokenRules rules = Issuer.rules(TokenKeys.secret("a secret of 32 bytes, of them 32"), TokenAlgorithm.HS512)
                .build();

        assertThatThrownBy(() -> signer(rules).sign("ann", Grants.NONE, Map.of(), MINUTE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("secret: too short for HS512");
    }
}
