package dev.tidings.server.access;

import java.time.Duration;
import java.time.InstantSource;
import tools.jackson.databind.json.JsonMapper;

/** Those who ask for streams. */
public final class Subscribers {

    private static final JsonMapper JSON = new JsonMapper();

    private Subscribers() {}

    /** Who has a token that says this, and no other grant than it brings. */
    public static Principal withClaims(String claims) {
        return Principal.ofToken("ann", Grants.NONE, JSON.readTree(claims), null, null);
    }

    /** Tickets that nobody has been given. */
    public static Tickets tickets() {
        return new Tickets(
                "a secret of nobody, with which nothing was signed",
                Duration.ofHours(1),
                InstantSource.system(),
                new Revocations(null, InstantSource.system()));
    }
}
