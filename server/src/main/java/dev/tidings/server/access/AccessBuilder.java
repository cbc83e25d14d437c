package dev.tidings.server.access;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who may use a server, by rules: nobody may do anything that is not granted. For one thread. */
public final class AccessBuilder {

    final List<ApiKey> keys = new ArrayList<>();

    @Nullable
    TokenRules tokens;

    Grants anonymous = Grants.NONE;
    CorsRule cors = CorsRule.NONE;
    InstantSource clock = InstantSource.system();

    @Nullable
    String ticketSecret;

    @Nullable
    Path revocationsFile;

    Duration ticketsLongest = Tickets.DEFAULT_LONGEST;

    AccessBuilder() {}

    /** One that says the same. */
    AccessBuilder copy() {
        AccessBuilder copy = new AccessBuilder();
        copy.keys.addAll(keys);
        copy.tokens = tokens;
        copy.anonymous = anonymous;
        copy.cors = cors;
        copy.clock = clock;
        copy.ticketSecret = ticketSecret;
        copy.revocationsFile = revocationsFile;
        copy.ticketsLongest = ticketsLongest;
        return copy;
    }

    /** Believes tokens; none if this is not called. */
    public AccessBuilder tokens(TokenRules newTokens) {
        tokens = requireNonNull(newTokens, "tokens");
        return this;
    }

    /** Adds a key of a program. */
    public AccessBuilder key(ApiKey key) {
        if (keys.stream().anyMatch(known -> known.name().equals(key.name()))) {
            throw new IllegalArgumentException("key '" + key.name() + "': there are two of that name (expected: one)");
        }
        if (keys.stream().anyMatch(known -> known.hash().equals(key.hash()))) {
            throw new IllegalArgumentException(
                    "key '" + key.name() + "': its hash is another key's, too (expected: a key of its own)");
        }
        keys.add(key);
        return this;
    }

    /** What everybody may do, known or not; nothing by default. */
    public AccessBuilder anonymous(Grants grants) {
        anonymous = requireNonNull(grants, "grants");
        return this;
    }

    /** Which pages of other origins may read answers; none by default. */
    public AccessBuilder cors(CorsRule newCors) {
        cors = requireNonNull(newCors, "cors");
        return this;
    }

    /**
     * What tickets are signed with; a random secret by default, with which they end with the process.
     *
     * @param secret at least 32 bytes, the same in every process that is to take them
     */
    public AccessBuilder ticketSecret(String secret) {
        TokenKeys.secret(secret);
        ticketSecret = secret;
        return this;
    }

    /** Where it is remembered whose tokens are revoked; with the process by default. Read when a server starts. */
    public AccessBuilder revocationsFile(Path file) {
        revocationsFile = requireNonNull(file, "file");
        return this;
    }

    /** How long a ticket is good for at most; an hour by default. */
    public AccessBuilder ticketsLongest(Duration longest) {
        if (longest.isNegative() || longest.isZero()) {
            throw new IllegalArgumentException("longest: " + longest + " (expected: > 0)");
        }
        ticketsLongest = longest;
        return this;
    }

    /** What tells the time; the system's clock by default. */
    public AccessBuilder clock(InstantSource newClock) {
        clock = requireNonNull(newClock, "clock");
        return this;
    }

    public Access build() {
        return new RulesAccess(copy());
    }
}
