package dev.tidings.server.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.server.http.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tokens, in three forms: a header, a line feed and claims, which are signed here; lines of header fields; or anything, taken for a
 * token. Whatever is not believed is a problem, and nothing is believed that was not signed, or that says the wrong things.
 */
public final class TokenTarget {

    private static final Set<Integer> STATUSES = Set.of(400, 401, 403, 503);
    private static final String ISSUER = "https://id.example.com";
    /** In claims of a ticket, what it would say of the rules that it rests on. */
    private static final String SEALED = "$rules";

    private static final long NOW = 1_800_000_000L;
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(NOW));
    private static final JsonMapper JSON = new JsonMapper();

    private static final TokenRules RULES = TokenRules.builder(TokenKeys.secret(Signing.SECRET))
            .algorithms(TokenAlgorithm.HS256)
            .issuer(ISSUER)
            .audience("tidings")
            .cookie("session")
            .build();
    private static final TokenVerifier VERIFIER = new TokenVerifier(RULES, CLOCK);
    private static final TokenVerifier OF_PUBLIC_KEYS = new TokenVerifier(
            TokenRules.builder(Signing.publicKeys())
                    .algorithms(TokenAlgorithm.RS256, TokenAlgorithm.PS256, TokenAlgorithm.ES256, TokenAlgorithm.EDDSA)
                    .build(),
            CLOCK);
    private static final Tickets TICKETS =
            new Tickets(Signing.SECRET, Duration.ofHours(1), CLOCK, new Revocations(null, CLOCK));
    private static final Access ACCESS = Access.rules()
            .tokens(RULES)
            .key(new ApiKey("billing", ApiKey.hash("tk_of_nobody_who_is_known_here"), Grants.EVERYTHING))
            .clock(CLOCK)
            .build();

    private TokenTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, UTF_8);
        int lineFeed = text.indexOf('\n');
        if (lineFeed < 0) {
            anything(text);
        } else if (text.startsWith("{")) {
            signed(text.substring(0, lineFeed), text.substring(lineFeed + 1));
        } else {
            head(FuzzedHead.of(text));
        }
    }

    private static void anything(String token) {
        verify(VERIFIER, token);
        assertThat(principal(() -> OF_PUBLIC_KEYS.verify(token))).isNull();
        ticket(token);
        head(new FuzzedHead(List.of("Authorization: Bearer " + token)));
        head(new FuzzedHead(List.of("Cookie: session=" + token)));
    }

    private static void signed(String header, String claims) {
        String token = Signing.token(header, claims);
        verify(VERIFIER, token);
        assertThat(principal(() -> OF_PUBLIC_KEYS.verify(token))).isNull();
        String unsigned = token.substring(0, token.lastIndexOf('.') + 1);
        assertThat(principal(() -> VERIFIER.verify(unsigned))).isNull();
        assertThat(principal(() -> OF_PUBLIC_KEYS.verify(unsigned + "A".repeat(86))))
                .isNull();
        ticket(Signing.ticket(header, claims.replace(SEALED, Signing.sealedRules())));
    }

    private static void verify(TokenVerifier verifier, String token) {
        Principal owner = principal(() -> verifier.verify(token));
        if (owner != null) {
            assertThat(Signing.isToken(token)).as(token).isTrue();
            saysWhatItHasTo(token, owner);
        }
    }

    private static void head(FuzzedHead head) {
        Principal who =
                principal(() -> ACCESS.principal(head).toCompletableFuture().join());
        if (who != null && !who.isAnonymous()) {
            String brought = String.join("\n", head.lines());
            assertThat(brought.split("[ =;\"\n]")).as(brought).anyMatch(Signing::isToken);
        }
    }

    private static void ticket(String text) {
        try {
            Tickets.Ticket ticket = TICKETS.read(text, "/sse", Signing.RULES);
            assertThat(Signing.isTicket(text)).as(text).isTrue();
            assertThat(claims(text).get("endpoint").stringValue()).isEqualTo("/sse");
            assertThat(claims(text).get("rules").stringValue()).isEqualTo(Signing.sealedRules());
            assertThat(ticket.subscription().filters()).isNotEmpty();
        } catch (ProblemException refused) {
            assertThat(refused.problem().status()).isIn(STATUSES);
        }
    }

    /** Null if it is refused, which has to be with a problem. */
    private static Principal principal(Supplier<Principal> asking) {
        try {
            return asking.get();
        } catch (ProblemException refused) {
            assertThat(refused.problem().status()).isIn(STATUSES);
            assertThat(refused.problem().toJson()).isNotEmpty();
        } catch (CompletionException e) {
            assertThat(e).hasCauseInstanceOf(ProblemException.class);
        }
        return null;
    }

    private static void saysWhatItHasTo(String token, Principal owner) {
        JsonNode claims = claims(token);
        assertThat(owner.id()).isEqualTo("user:" + claims.get("sub").stringValue());
        assertThat(claims.get("iss").stringValue()).isEqualTo(ISSUER);
        assertThat(claims.get("aud").toString()).contains("\"tidings\"");
        assertThat(claims.get("exp").decimalValue().longValue())
                .isGreaterThan(NOW - RULES.leeway().toSeconds());
        if (!claims.has("tidings")) {
            assertThat(owner.grants()).isEqualTo(Grants.NONE);
        }
    }

    private static JsonNode claims(String token) {
        return JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1].strip()));
    }
}
