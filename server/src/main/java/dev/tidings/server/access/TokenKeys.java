package dev.tidings.server.access;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import dev.tidings.server.access.TokenAlgorithm.Family;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The keys by which tokens are checked: of the configuration, or of whoever issues tokens. Safe for any thread. */
public final class TokenKeys {

    /** 32 bytes: a shorter secret is easier to guess than what it signs (RFC 7518, section 3.2). */
    private static final int LEAST_SECRET_BYTES = 32;

    private static final int CONNECT_MILLIS = 2_000;
    private static final int READ_MILLIS = 3_000;
    private static final int MAX_SET_BYTES = 512 << 10;

    /** 5 min: how soon a key that was withdrawn is believed no more. */
    static final Duration CACHED = Duration.ofMinutes(5);

    private static final Duration WAIT_FOR_REFRESH = Duration.ofSeconds(6);

    /** 30 s: a key that nobody knows makes the set be fetched again, but not for every token that names one. */
    private static final Duration LEAST_BETWEEN_FETCHES = Duration.ofSeconds(30);

    /** 4 h: how long keys are believed while their source cannot be reached. */
    private static final Duration THROUGH_OUTAGE = Duration.ofHours(4);

    private static final int MAX_ASKING_ANEW = 2;

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");

    private static final JWKSelector EVERY = new JWKSelector(new JWKMatcher.Builder().build());

    private final String description;

    /** The same for the same keys, or for the same place that they come from. Secret if the keys are. */
    private final String identity;

    private final JWKSource<SecurityContext> source;
    private final List<Family> families;
    private final boolean published;
    private final @Nullable OctetSequenceKey secret;

    /** More than a few that ask for a set anew would wait for each other, and keep those waiting whose keys are known. */
    private final Semaphore askingAnew = new Semaphore(MAX_ASKING_ANEW);

    private TokenKeys(
            String description,
            String identity,
            JWKSource<SecurityContext> source,
            List<Family> families,
            boolean published,
            @Nullable OctetSequenceKey secret) {
        this.description = description;
        this.identity = identity;
        this.source = source;
        this.families = families;
        this.published = published;
        this.secret = secret;
    }

    /**
     * A secret that is shared with whoever signs.
     *
     * @throws IllegalArgumentException if it has less than 32 bytes
     */
    public static TokenKeys secret(String secret) {
        return secret(secret.getBytes(StandardCharsets.UTF_8));
    }

    static TokenKeys secret(byte[] bytes) {
        if (bytes.length < LEAST_SECRET_BYTES) {
            throw new IllegalArgumentException("secret: " + bytes.length + " bytes (expected: at least "
                    + LEAST_SECRET_BYTES + ", from a random source)");
        }
        OctetSequenceKey key = new OctetSequenceKey.Builder(bytes).build();
        return of("a secret", List.of(key), List.of(Family.HMAC), key);
    }

    /**
     * Public keys or certificates of a PEM file.
     *
     * @throws IllegalArgumentException if there is none, or one that cannot be used
     */
    public static TokenKeys pem(Path file) {
        List<JWK> keys;
        try {
            keys = PemKeys.read(Files.readString(file));
        } catch (IOException e) {
            throw new IllegalArgumentException("keys: " + file + " cannot be read: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("keys: " + file + ": " + e.getMessage(), e);
        }
        return of("the PEM file " + file, keys, families(keys), null);
    }

    private static TokenKeys of(
            String description, List<? extends JWK> keys, List<Family> families, @Nullable OctetSequenceKey secret) {
        JWKSet set = new JWKSet(List.copyOf(keys));
        return new TokenKeys(description, set.toString(false), new ImmutableJWKSet<>(set), families, false, secret);
    }

    private static List<Family> families(List<JWK> keys) {
        return keys.stream()
                .map(key -> key.getKeyType().equals(KeyType.RSA)
                        ? Family.RSA
                        : key.getKeyType().equals(KeyType.EC) ? Family.EC : Family.ED)
                .distinct()
                .toList();
    }

    /**
     * The set of keys that an issuer publishes (RFC 7517), fetched when it is needed, kept for 5 minutes and for up to 4 hours of an outage.
     *
     * @throws IllegalArgumentException if it is no https address; http is taken of this machine
     */
    public static TokenKeys jwks(URI address) {
        return jwks(address, CACHED, LEAST_BETWEEN_FETCHES);
    }

    static TokenKeys jwks(URI address, Duration cached, Duration leastBetweenFetches) {
        boolean https = "https".equalsIgnoreCase(address.getScheme());
        if (address.getHost() == null
                || !(https || ("http".equalsIgnoreCase(address.getScheme()) && isLoopback(address)))) {
            throw new IllegalArgumentException(
                    "jwks: " + address + " (expected: an https address; http only of this machine)");
        }
        try {
            return new TokenKeys(
                    "the key set at " + address,
                    address.toString(),
                    JWKSourceBuilder.create(
                                    address.toURL(),
                                    new DefaultResourceRetriever(CONNECT_MILLIS, READ_MILLIS, MAX_SET_BYTES))
                            .cache(cached.toMillis(), WAIT_FOR_REFRESH.toMillis())
                            .refreshAheadCache(false)
                            .rateLimited(leastBetweenFetches.toMillis())
                            .outageTolerant(THROUGH_OUTAGE.toMillis())
                            .build(),
                    List.of(Family.RSA, Family.EC, Family.ED),
                    true,
                    null);
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("jwks: " + address + " (expected: an https address)", e);
        }
    }

    private static boolean isLoopback(URI address) {
        return LOOPBACK.matcher(address.getHost()).matches();
    }

    String identity() {
        return identity;
    }

    /** Whether an issuer publishes them, whose tokens may be for others than us. */
    boolean arePublished() {
        return published;
    }

    /** @throws IllegalArgumentException if no key of these can be for the algorithm */
    void requireFitting(TokenAlgorithm algorithm) {
        if (!families.contains(algorithm.family())) {
            throw new IllegalArgumentException(
                    "algorithms: " + algorithm.text() + " does not fit " + description + ", which is for " + families);
        }
    }

    /** The secret that whoever signs has, too; null if these only check. */
    @Nullable
    OctetSequenceKey secret() {
        return secret;
    }

    /**
     * The keys that may have been used. May block.
     *
     * @throws KeySourceException if that cannot be told now
     */
    List<JWK> find(JWSHeader header) throws KeySourceException {
        List<JWK> known = source.get(EVERY, null);
        if (!published) {
            // Nobody has named these: what a token calls its key says nothing of them.
            return known;
        }
        JWKSelector wanted = new JWKSelector(JWKMatcher.forJWSHeader(header));
        List<JWK> found = wanted.select(new JWKSet(known));
        return found.isEmpty() ? findAnew(wanted) : found;
    }

    private List<JWK> findAnew(JWKSelector wanted) throws KeySourceException {
        if (!askingAnew.tryAcquire()) {
            throw new KeySourceException("others ask for the set just now");
        }
        try {
            return source.get(wanted, null);
        } catch (RateLimitReachedException askedAMomentAgo) {
            return List.of();
        } finally {
            askingAnew.release();
        }
    }

    @Override
    public String toString() {
        return description;
    }
}
