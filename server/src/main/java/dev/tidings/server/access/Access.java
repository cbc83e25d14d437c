package dev.tidings.server.access;

import dev.tidings.server.http.ProblemException;
import dev.tidings.server.http.RequestHead;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Who may use a server.
 * <p>
 * Safe for any thread.
 */
public abstract class Access {

    /** What a page of an origin that may use the server may send. */
    static final Map<String, String> PREFLIGHT = Map.of(
            "Access-Control-Allow-Methods", "GET, POST",
            "Access-Control-Allow-Headers", "Authorization, Content-Type, Last-Event-ID, Idempotency-Key",
            "Access-Control-Max-Age", "600");

    /** Stands for all owners of tokens in {@link #streamRules}. */
    public static final String USERS = "user:*";

    Access() {}

    /** This machine only: what a server has that was told nothing else. */
    public static Access development() {
        return DevelopmentAccess.INSTANCE;
    }

    /** Everybody, for whatever they ask: said on purpose, for a network that is trusted or a proxy that decides. */
    public static Access open() {
        return OpenAccess.INSTANCE;
    }

    /** Those who may are told by what they bring. */
    public static AccessBuilder rules() {
        return new AccessBuilder();
    }

    /** Whether only a loopback address may be bound. */
    public abstract boolean isLoopbackOnly();

    /** What may stand in URLs in the place of a token; null for nothing. */
    @Nullable
    public Tickets tickets() {
        return null;
    }

    /** Which tokens are believed; null for none. */
    @Nullable
    public TokenRules tokenRules() {
        return null;
    }

    /** Whose tokens are not believed any more; null where nobody has one. */
    @Nullable
    public Revocations revocations() {
        return null;
    }

    /**
     * The same, but what has to outlive the process is kept in a folder, unless a place of its own was named for it. Blocks.
     *
     * @param folder made when it is needed
     * @throws java.io.UncheckedIOException if it cannot be used
     */
    public Access keptIn(Path folder) {
        return this;
    }

    /**
     * Reads what it has to remember, once. Blocks.
     *
     * @throws IllegalStateException if that cannot be read
     */
    public void prepare() {}

    /**
     * By which rules streams are given, for each of those that are told apart: nobody (empty), a key ({@code key:billing}), and all
     * owners of tokens together. The texts are the same as long as the rules are.
     */
    public abstract Map<String, String> streamRules();

    /**
     * The same, which goes on where another one was: what was verified stays known, what was revoked stays so, and tickets stay good,
     * where the rules for them are the same.
     *
     * @throws IllegalArgumentException if it cannot take that one's place while a server runs
     */
    public Access following(Access before) {
        if (!before.toString().equals(toString())) {
            throw new IllegalArgumentException("access: " + this + ", and was " + before
                    + " (expected: the same kind; another one needs a restart)");
        }
        return this;
    }

    /** Whether anybody can be an administrator. */
    public boolean hasAdministrators() {
        return true;
    }

    /**
     * Whether somebody is still believed, which was found out a while ago. On the event loop, right before it matters.
     *
     * @throws ProblemException 401 if not
     */
    public void recheck(Principal who) {}

    /** By which credentials expire. */
    public InstantSource clock() {
        return InstantSource.system();
    }

    /** Whether anybody can be known by a token. */
    public boolean takesTokens() {
        return false;
    }

    /** @throws ProblemException if the request is refused whatever it asks for */
    public abstract void admit(RequestHead head);

    /**
     * Who asks.
     *
     * @return completed at once where nothing has to be looked up; fails with a {@link ProblemException}
     * @throws ProblemException 400, 401 or 403 if what the request brings is wrong
     */
    public abstract CompletionStage<Principal> principal(RequestHead head);

    /** The header fields by which a browser lets a page of another origin read the answer; for every answer, refusals too. */
    public abstract SortedMap<String, String> corsHeaders(RequestHead head);

    /** What the answer to a preflight has besides {@link #corsHeaders}; empty if this access has no answer to one. */
    public abstract Map<String, String> preflightHeaders(RequestHead head);
}
