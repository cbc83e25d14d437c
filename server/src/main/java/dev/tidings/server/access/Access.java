package dev.tidings.server.access;

import dev.tidings.server.http.ProblemException;
import dev.tidings.server.http.RequestHead;
import java.util.Map;
import java.util.SortedMap;

/**
 * Who may use a server.
 * <p>
 * Safe for any thread.
 */
public abstract class Access {

    Access() {}

    /** This machine only: what a server has that was told nothing else. */
    public static Access development() {
        return DevelopmentAccess.INSTANCE;
    }

    /** Everybody, for whatever they ask: said on purpose, for a network that is trusted or a proxy that decides. */
    public static Access open() {
        return OpenAccess.INSTANCE;
    }

    /** Whether only a loopback address may be bound. */
    public abstract boolean isLoopbackOnly();

    /** @throws ProblemException if the request is refused whatever it asks for */
    public abstract void admit(RequestHead head);

    /** The header fields by which a browser lets a page of another origin read the answer; for every answer, refusals too. */
    public abstract SortedMap<String, String> corsHeaders(RequestHead head);

    /** What the answer to a preflight has besides {@link #corsHeaders}; empty if this access has no answer to one. */
    public abstract Map<String, String> preflightHeaders(RequestHead head);
}
