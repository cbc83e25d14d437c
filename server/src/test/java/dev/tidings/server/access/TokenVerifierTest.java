package dev.tidings.server.access;

import static dev.tidings.server.access.Issuer.CLOCK;
import static dev.tidings.server.access.Issuer.NOW;
import static dev.tidings.server.access.Issuer.claims;
import static dev.tidings.server.access.Issuer.rules;
import static dev.tidings.server.access.TokenRefusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tokens are believed: the attacks that are known (RFC 8725), and what issuers get wrong. */
class TokenVerifierTest {

    @TempDir
    private static Path folder;

    // ---- keys and rules

    private static TokenKeys pem(String... names) {
        try {
            Path file = folder.resolve(String.join("-", names).replace(' ', '_') + ".pem");
            Files.writeString(file, Issuer.pem(names));
            return TokenKeys.pem(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TokenVerifier rsa() {
        return new TokenVerifier(rules(pem("RSA"), TokenAlgorithm.RS256).build(), CLOCK);
    }

    private static String without(String name) {
        return claims("")
                .replaceAll("\"" + name + "\":(\"[^\"]*\"|[0-9]+),?", "")
                .replace(",}", "}");
    }

    private static String with(String name, String value) {
        return without(name).replace("}", ",\"" + name + "\":" + value + "}");
    }

    private static String signed(String claims) {
        return Issuer.token("RS256", claims);
    }

    // ---- form

    @ParameterizedTest
    @ValueSource(strings = {"=", " ", "\n", "\0", "+", "/", "\u00e9", "\u2603"})
    void aTokenHasNothingButItsAlphabet(String other) {
        String token = signed(claims(""));
        int inSignature = token.length() - 9;

        assertThat(rsa().verify(token).id()).isEqualTo("user:ann");
        refused(rsa(), token.substring(0, inSignature) + other + token.substring(inSignature), "malformed");
        refused(rsa(), token + other, "malformed");
    }

    // ---- algorithms

    private static Stream<String> everyAlgorithm() {
        return Stream.concat(Stream.of(TokenAlgorithm.values()).map(TokenAlgorithm::text), Stream.of("Ed25519"));
    }

    private static TokenAlgorithm algorithm(String name) {
        return name.equals("Ed25519")
                ? TokenAlgorithm.EDDSA
                : TokenAlgorithm.valueOf(name.toUpperCase(java.util.Locale.ROOT));
    }

    private static TokenKeys keysFor(String algorithm) {
        return algorithm.startsWith("HS")
                ? TokenKeys.secret(Issuer.SECRET)
                : pem(algorithm.startsWith("ES") ? algorithm : algorithm.startsWith("Ed") ? "EdDSA" : "RSA");
    }

    @ParameterizedTest
    @MethodSource("everyAlgorithm")
    void aTokenThatIsRightIsBelieved(String name) {
        TokenVerifier verifier =
                new TokenVerifier(rules(keysFor(name), algorithm(name)).build(), CLOCK);

        Principal principal = verifier.verify(Issuer.token(name, claims("")));

        assertThat(principal.id()).isEqualTo("user:ann");
        assertThat(principal.expiresAt()).isEqualTo(Instant.ofEpochSecond(NOW + 60));
        assertThat(principal.grants()).isEqualTo(Grants.NONE);
    }

    @ParameterizedTest
    @MethodSource("everyAlgorithm")
    void anAlgorithmThatIsNotListedIsRefusedThoughItsKeyIsKnown(String name) {
        TokenAlgorithm other = name.equals("RS256") ? TokenAlgorithm.PS256 : TokenAlgorithm.RS256;
        TokenVerifier verifier = new TokenVerifier(
                rules(pem("RSA", "ES256", "ES384", "ES512", "EdDSA"), other).build(), CLOCK);

        refused(verifier, Issuer.token(name, claims("")), "signed with '" + name + "' (expected: one of");
    }

    @ParameterizedTest
    @MethodSource("everyAlgorithm")
    void aSignatureByAnotherKeyOfTheSameTypeIsRefused(String name) {
        String other = switch (name.substring(0, 2)) {
            case "HS" -> "another secret".repeat(8);
            case "Ed" -> "other EdDSA";
            case "ES" -> null;
            default -> "other RSA";
        };
        if (other == null) {
            // Another curve is another algorithm: the first bytes of the signature are turned instead.
            String token = Issuer.token(name, claims(""));
            int dot = token.lastIndexOf('.');
            byte[] signature = Base64.getUrlDecoder().decode(token.substring(dot + 1));
            signature[0] ^= 1;
            refused(verifierOf(name), token.substring(0, dot + 1) + Issuer.encode(signature), "its signature is wrong");
            return;
        }
        refused(
                verifierOf(name),
                Issuer.token("{\"alg\":\"" + name + "\"}", claims(""), name, other),
                "its signature is wrong");
    }

    private static TokenVerifier verifierOf(String name) {
        return new TokenVerifier(rules(keysFor(name), algorithm(name)).build(), CLOCK);
    }

    // ---- tokens that are refused

    private static Arguments no(String what, String token, String why) {
        return Arguments.of(what, token, why);
    }

    private static Stream<Arguments> forged() {
        String right = signed(claims(""));
        String[] parts = right.split("\\.");
        String publicKey = Issuer.pem("RSA");
        String der = new String(Issuer.publicKey("RSA").getEncoded(), StandardCharsets.ISO_8859_1);
        List<Arguments> cases = new ArrayList<>();
        for (String none : List.of("none", "None", "NONE", "nOnE")) {
            String header = Issuer.encode("{\"alg\":\"" + none + "\"}");
            cases.add(no(none + ", no signature", header + "." + parts[1] + ".", ""));
            cases.add(no(none + ", a signature", header + "." + parts[1] + "." + parts[2], ""));
        }
        for (String header : List.of(
                "{}",
                "{\"alg\":\"\"}",
                "{\"alg\":null}",
                "{\"alg\":5}",
                "{\"alg\":[\"RS256\"]}",
                "[]",
                "5",
                "",
                "x",
                "{\"alg\":\"RS256\"",
                "{\"alg\":\"rs256\"}",
                "{\"alg\":\"RS256 \"}",
                "{\"alg\":\"RSA-OAEP\"}")) {
            cases.add(no("the header " + header, Issuer.encode(header) + "." + parts[1] + "." + parts[2], ""));
        }
        cases.add(no(
                "HS256 with the public key as PEM",
                Issuer.token("{\"alg\":\"HS256\"}", claims(""), "HS256", publicKey),
                "signed with 'HS256'"));
        cases.add(no(
                "HS256 with the public key as DER",
                Issuer.token("{\"alg\":\"HS256\"}", claims(""), "HS256", der),
                "signed with 'HS256'"));
        cases.add(no(
                "RS256 that is an HMAC with the public key",
                Issuer.token("{\"alg\":\"RS256\"}", claims(""), "HS256", publicKey),
                "its signature is wrong"));
        cases.add(no(
                "an embedded jwk of the forger",
                Issuer.token(
                        "{\"alg\":\"RS256\",\"jwk\":"
                                + Issuer.jwk("other RSA", "x").toJSONString() + "}",
                        claims(""),
                        "RS256",
                        "other RSA"),
                "its signature is wrong"));
        cases.add(no(
                "an embedded jku",
                Issuer.token(
                        "{\"alg\":\"RS256\",\"jku\":\"https://evil.example/jwks\"}", claims(""), "RS256", "other RSA"),
                "its signature is wrong"));
        cases.add(no(
                "an embedded x5u",
                Issuer.token(
                        "{\"alg\":\"RS256\",\"x5u\":\"https://evil.example/c\"}", claims(""), "RS256", "other RSA"),
                "its signature is wrong"));
        cases.add(no(
                "an unknown extension that is critical",
                Issuer.token("{\"alg\":\"RS256\",\"crit\":[\"x\"],\"x\":1}", claims(""), "RS256", "RSA"),
                ""));
        cases.add(no(
                "a payload that is not encoded",
                Issuer.token("{\"alg\":\"RS256\",\"crit\":[\"b64\"],\"b64\":false}", claims(""), "RS256", "RSA"),
                ""));
        cases.add(no(
                "other claims under the signature",
                parts[0] + "." + Issuer.encode(claims("\"x\":1")) + "." + parts[2],
                "its signature is wrong"));
        cases.add(no(
                "another header over the signature",
                Issuer.encode("{\"alg\":\"RS256\",\"typ\":\"JWT\"}") + "." + parts[1] + "." + parts[2],
                "its signature is wrong"));
        cases.add(no(
                "the signature of another token",
                parts[0] + "." + parts[1] + "." + signed(claims("\"x\":1")).split("\\.")[2],
                "its signature is wrong"));
        cases.add(no("no signature", parts[0] + "." + parts[1] + ".", ""));
        cases.add(no(
                "half a signature",
                parts[0] + "." + parts[1] + "." + parts[2].substring(0, 100),
                "its signature is wrong"));
        cases.add(no(
                "a signature and a zero",
                parts[0] + "." + parts[1] + "." + parts[2] + "AAAA",
                "its signature is wrong"));
        cases.add(no("nothing", "", "malformed"));
        cases.add(no("a dot", ".", "malformed"));
        cases.add(no("two dots", "..", "malformed"));
        cases.add(no("two parts", parts[0] + "." + parts[1], "malformed"));
        cases.add(no("four parts", right + "." + parts[0], "malformed"));
        cases.add(no("five parts, encrypted", "e30.e30.e30.e30.e30", "malformed"));
        cases.add(no("no base64 in the header", "!!!." + parts[1] + "." + parts[2], ""));
        cases.add(no("no base64 in the claims", parts[0] + ".!!!." + parts[2], ""));
        cases.add(no("other letters", "ü" + right, ""));
        cases.add(no("a space inside", parts[0] + ". " + parts[1] + "." + parts[2], ""));
        cases.add(no("a line end inside", parts[0] + ".\n" + parts[1] + "." + parts[2], ""));
        cases.add(no("a NUL inside", parts[0] + ".\0" + parts[1] + "." + parts[2], ""));
        cases.add(no("text", "password", "malformed"));
        cases.add(no("16 000 letters", "a".repeat(16_000), "malformed"));
        cases.add(no("16 000 dots", ".".repeat(16_000), "malformed"));
        cases.add(no("claims that are no JSON", signed("x"), "no JSON object"));
        cases.add(no("claims that are a list", signed("[1]"), "no JSON object"));
        cases.add(no("claims that are a text", signed("\"ann\""), "no JSON object"));
        cases.add(no("claims that are null", signed("null"), "no JSON object"));
        cases.add(no("empty claims", signed(""), "no JSON object"));
        cases.add(no("claims with something behind", signed(claims("") + "{}"), "no JSON object"));
        cases.add(no("a claim twice", signed(claims("\"sub\":\"bob\"")), "no JSON object"));
        cases.add(no(
                "claims nested too deep",
                signed("{\"x\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}"),
                "no JSON object"));
        return cases.stream();
    }

    private static Stream<Arguments> wrongClaims() {
        List<Arguments> cases = new ArrayList<>();
        cases.add(no("no exp", signed(without("exp")), "it has no 'exp'"));
        for (String time : List.of(
                "\"" + (NOW + 60) + "\"",
                "null",
                "true",
                "[1]",
                "{}",
                "\"\"",
                "1e99",
                "-1e400",
                "1e999999999",
                "253402300800")) {
            cases.add(no("exp " + time, signed(with("exp", time)), "'exp' is no time"));
        }
        cases.add(no("exp 0", signed(with("exp", "0")), "it has expired"));
        cases.add(no("exp before 1970", signed(with("exp", "-1000")), "it has expired"));
        cases.add(no("expired with the leeway", signed(with("exp", "" + (NOW - 10))), "it has expired"));
        cases.add(
                no("expired with the leeway and a fraction", signed(with("exp", (NOW - 11) + ".9")), "it has expired"));
        cases.add(no("nbf in the future", signed(claims("\"nbf\":" + (NOW + 11))), "it is not valid yet"));
        cases.add(no("nbf in a text", signed(claims("\"nbf\":\"0\"")), "'nbf' is no time"));
        cases.add(no("iat in a text", signed(claims("\"iat\":\"0\"")), "'iat' is no time"));
        cases.add(no("no iss", signed(without("iss")), "issuer"));
        for (String issuer : List.of(
                "null",
                "\"\"",
                "5",
                "[\"" + Issuer.NAME + "\"]",
                "\"" + Issuer.NAME + "/\"",
                "\"https://ID.example.com\"",
                "\"https://id.example.com.evil\"",
                "\"http://id.example.com\"")) {
            cases.add(no("iss " + issuer, signed(with("iss", issuer)), "issuer"));
        }
        cases.add(no("no aud", signed(without("aud")), "audience"));
        for (String audience : List.of(
                "null",
                "\"\"",
                "[]",
                "5",
                "\"Tidings\"",
                "\"tidings2\"",
                "[\"a\",\"b\"]",
                "[[\"tidings\"]]",
                "{\"tidings\":1}",
                "\"a tidings\"")) {
            cases.add(no("aud " + audience, signed(with("aud", audience)), "audience"));
        }
        cases.add(no("no sub", signed(without("sub")), "names nobody"));
        for (String name : List.of("\"\"", "5", "null", "[\"ann\"]", "{}", "true", "\"" + "n".repeat(257) + "\"")) {
            cases.add(no("sub " + name, signed(with("sub", name)), "names nobody"));
        }
        return cases.stream();
    }

    private static Stream<Arguments> almostGrants() {
        List<Arguments> cases = new ArrayList<>();
        for (String grants : List.of(
                "null",
                "true",
                "\"*\"",
                "[]",
                "5",
                "{\"subscribes\":[]}",
                "{\"Publish\":[]}",
                "{\"admin\":\"true\"}",
                "{\"admin\":1}",
                "{\"admin\":null}",
                "{\"subscribe\":{}}",
                "{\"subscribe\":\"**\"}",
                "{\"subscribe\":[\"**\"]}",
                "{\"subscribe\":[null]}",
                "{\"subscribe\":null}",
                "{\"subscribe\":[{}]}",
                "{\"subscribe\":[{\"attributes\":{\"user\":\"1\"}}]}",
                "{\"subscribe\":[{\"topic\":[\"a\"]}]}",
                "{\"subscribe\":[{\"topics\":null}]}",
                "{\"subscribe\":[{\"topics\":[5]}]}",
                "{\"subscribe\":[{\"topics\":{}}]}",
                "{\"subscribe\":[{\"topics\":[\"a..b\"]}]}",
                "{\"subscribe\":[{\"topics\":[\"\"]}]}",
                "{\"subscribe\":[{\"topics\":[\"a\"],\"attributes\":[]}]}",
                "{\"subscribe\":[{\"topics\":[\"a\"],\"attributes\":null}]}",
                "{\"subscribe\":[{\"topics\":[\"a\"],\"attributes\":{\"user\":5}}]}",
                "{\"subscribe\":[{\"topics\":[\"a\"],\"attributes\":{\"user\":[null]}}]}",
                "{\"subscribe\":[{\"topics\":[\"a\"],\"attributes\":{\"\":[\"1\"]}}]}",
                "{\"subscribe\":[{\"topics\":[\"a\"],\"attributes\":{\"topic\":[\"1\"]}}]}",
                "{\"subscribe\":[{\"topics\":[\"a\"],\"attributes\":{\"user\":[\"\"]}}]}",
                "{\"subscribe\":[{\"topics\":[\"a\"],\"more\":1}]}",
                "{\"publish\":[" + "{\"topics\":\"a\"},".repeat(64) + "{\"topics\":\"a\"}]}")) {
            cases.add(no(
                    "grants " + (grants.length() > 80 ? "that are 65" : grants),
                    signed(claims("\"tidings\":" + grants)),
                    "its claim 'tidings' is malformed"));
        }
        return cases.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"forged", "wrongClaims", "almostGrants"})
    void isRefused(String what, String token, String why) {
        refused(rsa(), token, why);
    }

    // ---- tokens that are believed

    private static Stream<Arguments> unusual() {
        return Stream.of(
                Arguments.of(
                        "of type JWT", Issuer.token("{\"alg\":\"RS256\",\"typ\":\"JWT\"}", claims(""), "RS256", "RSA")),
                Arguments.of(
                        "of type at+jwt",
                        Issuer.token("{\"alg\":\"RS256\",\"typ\":\"at+jwt\"}", claims(""), "RS256", "RSA")),
                Arguments.of(
                        "with a key of the forger that nobody looks at",
                        Issuer.token(
                                "{\"alg\":\"RS256\",\"jwk\":"
                                        + Issuer.jwk("other RSA", "x").toJSONString() + "}",
                                claims(""),
                                "RS256",
                                "RSA")),
                Arguments.of("expired within the leeway", signed(with("exp", "" + (NOW - 9)))),
                Arguments.of("exp with a fraction", signed(with("exp", (NOW + 1) + ".5"))),
                Arguments.of("valid soon, within the leeway", signed(claims("\"nbf\":" + (NOW + 10)))),
                Arguments.of("issued in the future", signed(claims("\"iat\":" + (NOW + 1000)))),
                Arguments.of("for several audiences", signed(with("aud", "[\"a\",\"tidings\"]"))),
                Arguments.of("with 256 characters of a name", signed(with("sub", "\"" + "n".repeat(256) + "\""))),
                Arguments.of(
                        "with 8 000 characters of something", signed(claims("\"x\":\"" + "x".repeat(8_000) + "\""))),
                Arguments.of("with white space", signed(" " + claims("") + "\n")),
                Arguments.of("with letters of all kinds", signed(with("sub", "\"ä\\uD83D\\uDE00\""))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unusual")
    void isBelieved(String what, String token) {
        assertThat(rsa().verify(token).isAnonymous()).isFalse();
    }

    @Test
    void grantsAreReadAsTheyStand() {
        Principal principal = rsa().verify(signed(claims("\"tidings\":{\"admin\":true,"
                + "\"publish\":[{\"topics\":[\"invoice.**\"],\"attributes\":{\"tenant\":[\"7\"]}}],"
                + "\"subscribe\":[{\"topics\":\"chat.*\",\"attributes\":{\"room\":\"1\"}},{\"topics\":[]}]}")));

        Grants grants = principal.grants();
        assertThat(grants.admin()).isTrue();
        assertThat(grants.mayPublish(Event.of("invoice.paid", "x").with("tenant", "7")))
                .isTrue();
        assertThat(grants.mayPublish(Event.of("invoice.paid", "x").with("tenant", "8")))
                .isFalse();
        assertThat(grants.maySubscribe(Filter.topic("chat.a").where("room", "1")))
                .isTrue();
        assertThat(grants.maySubscribe(Filter.topic("chat.a"))).isFalse();
    }

    @Test
    void whoAndWhatMayStandAnywhere() {
        TokenVerifier verifier = new TokenVerifier(
                rules(pem("RSA"), TokenAlgorithm.RS256)
                        .principal(Claim.of("/user/id"))
                        .grants(Claim.of("https://example.com/grants"))
                        .build(),
                CLOCK);

        Principal principal = verifier.verify(signed(claims(
                "\"user\":{\"id\":\"bob\"},\"https://example.com/grants\":{\"subscribe\":[{\"topics\":\"**\"}]}")));

        assertThat(principal.id()).isEqualTo("user:bob");
        assertThat(principal.grants().maySubscribe(Filter.all())).isTrue();
    }

    @Test
    void aTokenThatNeverExpiresIsBelievedWhereThatIsSaid() {
        TokenVerifier verifier = new TokenVerifier(
                rules(pem("RSA"), TokenAlgorithm.RS256).requireExpiry(false).build(), CLOCK);

        assertThat(verifier.verify(signed(without("exp"))).expiresAt()).isNull();
        refused(verifier, signed(with("exp", "1")), "it has expired");
    }

    @Test
    void whatATokenCallsItsKeyIsOfNoMatterWhereNobodyHasNamedIt() {
        String named = "{\"alg\":\"RS256\",\"kid\":\"2026-11\",\"x5t#S256\":\"" + "A".repeat(43) + "\"}";

        assertThat(rsa().verify(Issuer.token(named, claims(""), "RS256", "RSA")).id())
                .isEqualTo("user:ann");
        refused(rsa(), Issuer.token(named, claims(""), "RS256", "other RSA"), "its signature is wrong");
    }

    @Test
    void ofSeveralKeysTheRightOneIsFound() {
        TokenVerifier verifier = new TokenVerifier(
                rules(pem("other RSA", "ES256", "EdDSA", "RSA"), TokenAlgorithm.RS256, TokenAlgorithm.ES256)
                        .build(),
                CLOCK);

        assertThat(verifier.verify(signed(claims(""))).id()).isEqualTo("user:ann");
        assertThat(verifier.verify(Issuer.token("ES256", claims(""))).id()).isEqualTo("user:ann");
    }

    // ---- rules that do not fit together

    @Test
    void rulesThatDoNotFitAreRefused() {
        TokenKeys secret = TokenKeys.secret(Issuer.SECRET);
        assertThatThrownBy(() -> TokenRules.builder(secret).build()).hasMessageContaining("algorithms: none");
        assertThatThrownBy(() -> rules(secret, TokenAlgorithm.RS256).build())
                .hasMessageContaining("does not fit a secret");
        assertThatThrownBy(() -> rules(pem("RSA"), TokenAlgorithm.HS256).build())
                .hasMessageContaining("HS256 does not fit");
        assertThatThrownBy(() -> rules(pem("RSA"), TokenAlgorithm.ES256).build())
                .hasMessageContaining("ES256 does not fit");
        assertThatThrownBy(() -> TokenKeys.secret("short")).hasMessageContaining("at least 32");
        assertThatThrownBy(() -> TokenKeys.jwks(URI.create("http://id.example.com/jwks")))
                .hasMessageContaining("https");
        assertThatThrownBy(() -> TokenKeys.jwks(URI.create("ftp://127.0.0.1/jwks")))
                .hasMessageContaining("https");
        TokenKeys published = TokenKeys.jwks(URI.create("https://id.example.com/jwks"));
        assertThatThrownBy(() -> TokenRules.builder(published)
                        .algorithms(TokenAlgorithm.RS256)
                        .audience("a")
                        .build())
                .hasMessageContaining("issuer: not said, with a key set");
        assertThatThrownBy(() -> TokenRules.builder(published)
                        .algorithms(TokenAlgorithm.RS256)
                        .issuer("a")
                        .build())
                .hasMessageContaining("audience: not said, with a key set");
        TokenRules.builder(published)
                .algorithms(TokenAlgorithm.RS256)
                .issuer("a")
                .audience(TokenRules.ANY)
                .build();
        assertThatThrownBy(() -> TokenRules.builder(secret).cookie("a b")).hasMessageContaining("cookie: 'a b'");
        assertThatThrownBy(() -> PemKeys.read("")).hasMessageContaining("no key");
        assertThatThrownBy(() -> PemKeys.read("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"))
                .hasMessageContaining("no private key");
        assertThatThrownBy(() -> PemKeys.read("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"))
                .hasMessageContaining("malformed");
    }
}
