package dev.tidings.spring;

import dev.tidings.hub.stream.SseStream;
import dev.tidings.hub.stream.StreamSpec;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AbstractOAuth2Token;
import org.springframework.util.ClassUtils;

/** Makes a stream its user's, where the controller has not said whose it is. */
public final class StreamOwner {

    /** What is left of a token that has expired while it was looked at: zero would be for ever. */
    private static final Duration LEAST = Duration.ofMillis(1);

    private static final boolean HAS_TOKENS = ClassUtils.isPresent(
            "org.springframework.security.oauth2.core.AbstractOAuth2Token", StreamOwner.class.getClassLoader());

    private StreamOwner() {}

    /**
     * The stream of a user: by whose name {@code hub.disconnect(name)} finds it, unless it is somebody's already, and which ends no later than the
     * token that the user came with.
     *
     * @param user null for one who is unknown
     */
    public static SseStream own(SseStream stream, @Nullable Principal user, Instant now) {
        if (user == null) {
            return stream;
        }
        StreamSpec spec = stream.spec();
        String name = user.getName();
        SseStream owned = spec.principal().isEmpty() && name != null ? spec.ofPrincipal(name) : spec;
        Instant expiry = HAS_TOKENS ? Tokens.expiry(user) : null;
        return expiry == null ? owned : owned.lifetime(shorter(spec.lifetime(), Duration.between(now, expiry)));
    }

    private static Duration shorter(Duration lifetime, Duration ofToken) {
        Duration left = ofToken.compareTo(LEAST) < 0 ? LEAST : ofToken;
        return lifetime.isZero() || left.compareTo(lifetime) < 0 ? left : lifetime;
    }

    /** A class of its own, which is loaded only if there are such tokens. */
    private static final class Tokens {

        static @Nullable Instant expiry(Principal user) {
            return user instanceof Authentication known && known.getCredentials() instanceof AbstractOAuth2Token token
                    ? token.getExpiresAt()
                    : null;
        }
    }
}
