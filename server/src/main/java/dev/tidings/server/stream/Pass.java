package dev.tidings.server.stream;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * By what somebody has a stream.
 *
 * @param principal whose it is, as the hub knows it
 * @param issuedAt when the credential was issued; null if that is not known
 * @param rules by which it was given: the same text as long as they are the same
 * @param lifetime after which the stream ends; zero for never
 */
public record Pass(String principal, @Nullable Instant issuedAt, String rules, Duration lifetime) {

    /** Of nobody, for ever. */
    static final Pass NONE = new Pass("", null, "", Duration.ZERO);

    private static final long MAX_SECONDS = 0xFFFF_FFFFL;

    /** When it was issued as an unsigned number of seconds since 1970, up to the year 2106; 0 if that is not known. */
    int issuedAtSeconds() {
        return issuedAt == null ? 0 : (int) Math.max(0, Math.min(MAX_SECONDS, issuedAt.getEpochSecond()));
    }

    /** The same, for no longer than this; zero for as long as it is. */
    public Pass within(Duration limit) {
        boolean shorter = !limit.isZero() && (lifetime.isZero() || limit.compareTo(lifetime) < 0);
        return shorter ? new Pass(principal, issuedAt, rules, limit) : this;
    }

    /** The same; of somebody, if it is nobody's. */
    public Pass orOf(String somebody) {
        return principal.isEmpty() ? new Pass(somebody, issuedAt, rules, lifetime) : this;
    }
}
