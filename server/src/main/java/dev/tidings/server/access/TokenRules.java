package dev.tidings.server.access;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which tokens are believed, and what is read from them (RFC 7519, RFC 8725).
 * <p>
 * Immutable.
 */
public final class TokenRules {

    /** 10 s: clocks of servers are nearer to each other than that. */
    public static final Duration DEFAULT_LEEWAY = Duration.ofSeconds(10);

    /** Most leeway that may be given: with more, expiry means little. */
    public static final Duration MAX_LEEWAY = Duration.ofMinutes(5);

    /** Says on purpose that it may be any. */
    public static final String ANY = "*";

    private static final Pattern COOKIE_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private final TokenKeys keys;
    private final Set<TokenAlgorithm> algorithms;
    private final @Nullable String issuer;
    private final @Nullable String audience;
    private final @Nullable String cookie;
    private final Claim principal;
    private final Claim grants;
    private final Duration leeway;
    private final boolean expiryRequired;
    private final @Nullable Duration longest;

    private TokenRules(Builder builder) {
        this.keys = builder.keys;
        this.algorithms = Set.copyOf(builder.algorithms);
        this.issuer = ANY.equals(builder.issuer) ? null : builder.issuer;
        this.audience = ANY.equals(builder.audience) ? null : builder.audience;
        this.cookie = builder.cookie;
        this.principal = builder.principal;
        this.grants = builder.grants;
        this.leeway = builder.leeway;
        this.expiryRequired = builder.expiryRequired;
        this.longest = builder.longest;
    }

    /** @param keys by which signatures are checked */
    public static Builder builder(TokenKeys keys) {
        return new Builder(keys);
    }

    TokenKeys keys() {
        return keys;
    }

    Set<TokenAlgorithm> algorithms() {
        return algorithms;
    }

    @Nullable
    String issuer() {
        return issuer;
    }

    @Nullable
    String audience() {
        return audience;
    }

    /** Adds all that decides which tokens are believed and what is read from them; not the cookie, which only carries one. */
    void addTo(Fingerprint text) {
        text.add(
                        keys.identity(),
                        algorithms.stream().sorted().toList(),
                        issuer == null,
                        issuer,
                        audience == null,
                        audience)
                .add(principal, grants, leeway, expiryRequired, longest);
    }

    /** The name of the cookie that may carry a token; null for none. */
    @Nullable
    String cookie() {
        return cookie;
    }

    Claim principal() {
        return principal;
    }

    Claim grants() {
        return grants;
    }

    Duration leeway() {
        return leeway;
    }

    boolean isExpiryRequired() {
        return expiryRequired;
    }

    /** How long after it was issued a token may expire; null if that is not limited. */
    @Nullable
    Duration longest() {
        return longest;
    }

    /** For one thread. */
    public static final class Builder {

        private final TokenKeys keys;
        private final Set<TokenAlgorithm> algorithms = new LinkedHashSet<>();
        private @Nullable String issuer;
        private @Nullable String audience;
        private @Nullable String cookie;
        private Claim principal = Claim.of("sub");
        private Claim grants = Claim.of("tidings");
        private Duration leeway = DEFAULT_LEEWAY;
        private boolean expiryRequired = true;
        private @Nullable Duration longest;

        private Builder(TokenKeys keys) {
            this.keys = requireNonNull(keys, "keys");
        }

        /** Those that are accepted, whatever a token says; at least one. */
        public Builder algorithms(TokenAlgorithm... accepted) {
            algorithms.addAll(Arrays.asList(accepted));
            return this;
        }

        /** What {@code iss} has to be, or {@link #ANY}; anything if this is not called, but for a key set it has to be. */
        public Builder issuer(String newIssuer) {
            issuer = requireNonNull(newIssuer, "issuer");
            return this;
        }

        /** What {@code aud} has to name, or {@link #ANY}; anything if this is not called, but for a key set it has to be. */
        public Builder audience(String newAudience) {
            audience = requireNonNull(newAudience, "audience");
            return this;
        }

        /** A cookie that may carry the token; none if this is not called. */
        public Builder cookie(String newCookie) {
            if (!COOKIE_NAME.matcher(newCookie).matches()) {
                throw new IllegalArgumentException("cookie: '" + newCookie + "' (expected: a name of RFC 6265)");
            }
            cookie = newCookie;
            return this;
        }

        /** Who it is; {@code sub} by default. */
        public Builder principal(Claim newPrincipal) {
            principal = requireNonNull(newPrincipal, "principal");
            return this;
        }

        /** Where grants stand, if there are any; {@code tidings} by default. */
        public Builder grants(Claim newGrants) {
            grants = requireNonNull(newGrants, "grants");
            return this;
        }

        /** How far clocks may differ, 0-5 min; 10 s by default. */
        public Builder leeway(Duration newLeeway) {
            if (newLeeway.isNegative() || newLeeway.compareTo(MAX_LEEWAY) > 0) {
                throw new IllegalArgumentException("leeway: " + newLeeway + " (expected: 0-" + MAX_LEEWAY + ")");
            }
            leeway = newLeeway;
            return this;
        }

        /** Whether a token that never expires is refused; it is by default. */
        public Builder requireExpiry(boolean required) {
            expiryRequired = required;
            return this;
        }

        /**
         * How long after it was issued ({@code iat}, which it then has to say) a token may expire; not limited by default. It
         * limits for how long revocations have to be remembered.
         */
        public Builder longest(Duration newLongest) {
            if (newLongest.isNegative() || newLongest.isZero()) {
                throw new IllegalArgumentException("longest: " + newLongest + " (expected: > 0)");
            }
            longest = newLongest;
            return this;
        }

        /** @throws IllegalArgumentException if no algorithm is accepted, or one that the keys do not fit */
        public TokenRules build() {
            if (algorithms.isEmpty()) {
                throw new IllegalArgumentException(
                        "algorithms: none (expected: those that your tokens are signed with)");
            }
            for (TokenAlgorithm algorithm : algorithms) {
                keys.requireFitting(algorithm);
            }
            if (keys.arePublished() && (issuer == null || audience == null)) {
                // A key set signs for every application of its issuer: what a user gave to another one must not be
                // enough here.
                throw new IllegalArgumentException((issuer == null ? "issuer" : "audience")
                        + ": not said, with a key set (expected: whose tokens are accepted and what they are for; '"
                        + ANY
                        + "' for any, on purpose)");
            }
            return new TokenRules(this);
        }
    }
}
