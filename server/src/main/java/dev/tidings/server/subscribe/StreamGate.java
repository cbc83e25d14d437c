package dev.tidings.server.subscribe;

import dev.tidings.server.http.HttpHead;
import dev.tidings.server.http.Load;
import dev.tidings.server.http.Outcome;
import dev.tidings.server.http.Problem;
import dev.tidings.server.http.StreamStart;
import dev.tidings.server.metrics.Refusal;
import dev.tidings.server.stream.Pass;
import dev.tidings.sse.HttpAccept;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every request for a stream of an endpoint has to pass.
 *
 * @param rules by which somebody may have one
 * @param clock what credentials expire by
 */
record StreamGate(EndpointRules rules, InstantSource clock) {

    static final List<String> METHODS = List.of("GET", "HEAD");

    /** 10 years: what a stream's lifetime is counted in does not go much further. */
    private static final Duration LONGEST = Duration.ofDays(3650);

    /**
     * What is answered to one who cannot have a stream now; null if nothing is in the way.
     *
     * @throws dev.tidings.server.http.ProblemException 406
     */
    @Nullable
    Outcome refusal(HttpHead head, Load load) {
        List<String> accept = head.values("Accept");
        if (!HttpAccept.admitsEventStream(accept)) {
            throw Problem.of(
                            406,
                            "Accept: " + Problem.quote(String.join(", ", accept)) + " (expected: "
                                    + StreamStart.CONTENT_TYPE + ", which is all there is here)")
                    .toException();
        }
        return load == Load.NORMAL ? null : StreamStart.comeBack(reason(load));
    }

    private static Refusal reason(Load load) {
        return switch (load) {
            case FULL -> Refusal.CONNECTIONS;
            case UNSURE -> Refusal.UNSURE;
            case DRAINING, NORMAL -> Refusal.DRAINING;
        };
    }

    /**
     * By what somebody has it.
     *
     * @param principal as the hub knows it
     * @param expiresAt when its credential expires; null for never
     * @throws dev.tidings.server.http.ProblemException 401 if it has expired
     */
    Pass pass(String principal, @Nullable Instant issuedAt, @Nullable Instant expiresAt) {
        return new Pass(principal, issuedAt, rules.of(principal), lifetime(expiresAt));
    }

    private Duration lifetime(@Nullable Instant expiresAt) {
        if (expiresAt == null) {
            return Duration.ZERO;
        }
        Duration left = Duration.between(clock.instant(), expiresAt);
        if (left.isNegative() || left.isZero()) {
            // A publish has some leeway; a stream that ended with its token would only be opened again.
            throw Problem.of(401, "token refused: it has expired").toException();
        }
        return left.compareTo(LONGEST) < 0 ? left : LONGEST;
    }
}
