package dev.tidings.server.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import dev.tidings.server.http.Problem;
import dev.tidings.server.http.ProblemException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigDecimal;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Decides whether a token is believed, and reads who its owner is.
 * <p>
 * What a token says of the key it was signed with ({@code jwk}, {@code jku}, {@code x5u}) is never looked at: keys come from the
 * configuration. Safe for any thread; may block where keys have to be fetched.
 */
final class TokenVerifier {

    private static final Logger LOG = System.getLogger("dev.tidings.server");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** 2 048 bits: shorter ones are not trusted any more (RFC 7518, section 3.3). */
    private static final int LEAST_RSA_BITS = 2048;

    private static final int MAX_NAME_CHARS = 256;

    /** Nothing else may stand there (RFC 7515, 5.2), and the library would pass over it: one token could be written in many ways. */
    private static final Pattern ALPHABET = Pattern.compile("[A-Za-z0-9_.-]*");

    /** What stands before the 32 bytes of a public key of Ed25519 (RFC 8410). */
    private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    /** 10 s. */
    private static final long COMPLAIN_NANOS = 10_000_000_000L;

    /** The end of the year 9999: no time of a token is later. */
    private static final BigDecimal LATEST = BigDecimal.valueOf(253_402_300_799L);

    private final AtomicLong complainedNanos = new AtomicLong(System.nanoTime() - COMPLAIN_NANOS);
    private final TokenRules rules;
    private final InstantSource clock;

    TokenVerifier(TokenRules rules, InstantSource clock) {
        this.rules = rules;
        this.clock = clock;
    }

    /**
     * @throws ProblemException 401 if the token is not believed, 503 if that cannot be told now
     */
    Principal verify(String token) {
        if (!ALPHABET.matcher(token).matches()) {
            throw refused("malformed (expected: a signed JWT in compact form)");
        }
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            checkSignature(jwt);
            return principal(claims(jwt));
        } catch (ParseException e) {
            throw refused("malformed (expected: a signed JWT in compact form)");
        } catch (ProblemException refused) {
            throw refused;
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "a token broke what reads it", e);
            throw refused("malformed");
        }
    }

    private void checkSignature(SignedJWT jwt) {
        JWSHeader header = jwt.getHeader();
        TokenAlgorithm algorithm = TokenAlgorithm.of(header.getAlgorithm()).orElse(null);
        if (algorithm == null || !rules.algorithms().contains(algorithm)) {
            throw refused("signed with " + Problem.quote(header.getAlgorithm().getName()) + " (expected: one of "
                    + rules.algorithms().stream()
                            .map(TokenAlgorithm::text)
                            .sorted()
                            .toList() + ")");
        }
        if (header.getCriticalParams() != null && !header.getCriticalParams().isEmpty()) {
            throw refused("it asks for " + header.getCriticalParams() + ", which is not known here");
        }
        List<JWK> keys;
        try {
            keys = rules.keys().find(header);
        } catch (KeySourceException e) {
            complain(e);
            throw Problem.of(503, "the keys of tokens cannot be had at the moment")
                    .toException();
        }
        if (keys.isEmpty()) {
            throw refused("no key for it is known");
        }
        for (JWK key : keys) {
            if (isSignedWith(jwt, key)) {
                return;
            }
        }
        throw refused("its signature is wrong");
    }

    /** Anybody can send tokens that need keys which cannot be had: that must not fill the log. */
    private void complain(KeySourceException e) {
        long now = System.nanoTime();
        long last = complainedNanos.get();
        if (now - last >= COMPLAIN_NANOS && complainedNanos.compareAndSet(last, now)) {
            LOG.log(Level.WARNING, "{0} cannot be had: {1}", rules.keys(), e.getMessage());
        }
    }

    private static boolean isSignedWith(SignedJWT jwt, JWK key) {
        try {
            if (key instanceof OctetKeyPair ed) {
                return isSignedWith(jwt, ed);
            }
            return jwt.verify(verifier(key));
        } catch (JOSEException | GeneralSecurityException unusable) {
            LOG.log(Level.DEBUG, "a key does not fit a token", unusable);
            return false;
        }
    }

    private static JWSVerifier verifier(JWK key) throws JOSEException {
        if (key instanceof RSAKey rsa) {
            if (rsa.size() < LEAST_RSA_BITS) {
                throw new JOSEException("an RSA key of " + rsa.size() + " bits");
            }
            return new RSASSAVerifier(rsa.toRSAPublicKey());
        }
        if (key instanceof ECKey ec) {
            return new ECDSAVerifier(ec.toECPublicKey());
        }
        if (key instanceof OctetSequenceKey secret) {
            return new MACVerifier(secret.toByteArray());
        }
        throw new JOSEException("a key of type " + key.getKeyType());
    }

    /** The library checks Ed25519 by another one, which Java has not needed since version 15. */
    private static boolean isSignedWith(SignedJWT jwt, OctetKeyPair key) throws GeneralSecurityException {
        byte[] x = key.getX().decode();
        if (!key.getCurve().equals(Curve.Ed25519) || x.length != 32) {
            return false;
        }
        byte[] encoded = new byte[ED25519_PREFIX.length + x.length];
        System.arraycopy(ED25519_PREFIX, 0, encoded, 0, ED25519_PREFIX.length);
        System.arraycopy(x, 0, encoded, ED25519_PREFIX.length, x.length);
        Signature signature = Signature.getInstance("Ed25519");
        signature.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
        signature.update(jwt.getSigningInput());
        return signature.verify(jwt.getSignature().decode());
    }

    private static JsonNode claims(SignedJWT jwt) {
        try {
            JsonNode claims = JSON.readTree(jwt.getPayload().toBytes());
            if (claims.isObject()) {
                return claims;
            }
        } catch (JacksonException e) {
            LOG.log(Level.DEBUG, "a signed token is no JSON", e);
        }
        throw refused("what it says is no JSON object");
    }

    private Principal principal(JsonNode claims) {
        Instant now = clock.instant();
        Instant expiresAt = time(claims, "exp");
        if (expiresAt == null && rules.isExpiryRequired()) {
            throw refused("it has no 'exp', and one that never expires is not accepted");
        }
        if (expiresAt != null && !now.isBefore(expiresAt.plus(rules.leeway()))) {
            throw refused("it has expired");
        }
        Instant notBefore = time(claims, "nbf");
        if (notBefore != null && now.isBefore(notBefore.minus(rules.leeway()))) {
            throw refused("it is not valid yet");
        }
        Instant issuedAt = time(claims, "iat");
        checkLife(issuedAt, expiresAt);
        checkIssuer(claims);
        checkAudience(claims);
        return Principal.ofToken(name(claims), grants(claims), claims, issuedAt, expiresAt);
    }

    private void checkLife(@Nullable Instant issuedAt, @Nullable Instant expiresAt) {
        Duration longest = rules.longest();
        if (longest != null && (issuedAt == null || expiresAt == null || expiresAt.isAfter(issuedAt.plus(longest)))) {
            throw refused("it is good for longer than is accepted (expected: 'iat', and 'exp' at most "
                    + longest.toSeconds() + " s later)");
        }
    }

    /** A NumericDate (RFC 7519, section 2), which may have a fraction. */
    private static @Nullable Instant time(JsonNode claims, String name) {
        JsonNode value = claims.get(name);
        if (value == null) {
            return null;
        }
        try {
            if (value.isNumber()) {
                BigDecimal seconds = value.decimalValue();
                if (seconds.abs().compareTo(LATEST) <= 0) {
                    return Instant.ofEpochSecond(seconds.longValue());
                }
            }
        } catch (JacksonException | ArithmeticException e) {
            LOG.log(Level.DEBUG, "a time of a token is no number", e);
        }
        throw refused("its '" + name + "' is no time (expected: seconds since 1970)");
    }

    private void checkIssuer(JsonNode claims) {
        String expected = rules.issuer();
        JsonNode issuer = claims.get("iss");
        if (expected != null
                && (issuer == null
                        || !issuer.isString()
                        || !issuer.stringValue().equals(expected))) {
            throw refused("it is not of the issuer whose tokens are accepted");
        }
    }

    private void checkAudience(JsonNode claims) {
        String expected = rules.audience();
        if (expected == null) {
            return;
        }
        JsonNode audience = claims.get("aud");
        if (audience != null) {
            for (JsonNode each : audience.isArray() ? audience : List.of(audience)) {
                if (each.isString() && each.stringValue().equals(expected)) {
                    return;
                }
            }
        }
        throw refused("it is not for this audience");
    }

    private String name(JsonNode claims) {
        JsonNode name = rules.principal().in(claims);
        if (name == null
                || !name.isString()
                || name.stringValue().isEmpty()
                || name.stringValue().length() > MAX_NAME_CHARS) {
            throw refused("its claim '" + rules.principal() + "' names nobody (expected: a text of 1-" + MAX_NAME_CHARS
                    + " characters)");
        }
        return name.stringValue();
    }

    private Grants grants(JsonNode claims) {
        JsonNode stated = rules.grants().in(claims);
        if (stated == null) {
            return Grants.NONE;
        }
        try {
            return GrantsReader.read(stated);
        } catch (IllegalArgumentException e) {
            throw refused("its claim '" + rules.grants() + "' is malformed: " + e.getMessage());
        }
    }

    static ProblemException refused(String why) {
        return Problem.of(401, "token refused: " + why).toException();
    }
}
