package dev.tidings.server.access;

import dev.tidings.server.http.RequestHead;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Refuses nobody, and tells no browser that other origins may read. */
final class OpenAccess extends Access {

    static final OpenAccess INSTANCE = new OpenAccess();

    /** Nobody looks after a hub for everybody: who could not be told from all others. */
    private static final CompletionStage<Principal> ANYBODY = CompletableFuture.completedFuture(
            Principal.anonymous(new Grants(Grants.EVERYTHING.subscribe(), Grants.EVERYTHING.publish(), false)));

    private OpenAccess() {}

    @Override
    public boolean isLoopbackOnly() {
        return false;
    }

    @Override
    public boolean hasAdministrators() {
        return false;
    }

    @Override
    public Map<String, String> streamRules() {
        return Map.of("", "open");
    }

    @Override
    public void admit(RequestHead head) {}

    @Override
    public CompletionStage<Principal> principal(RequestHead head) {
        return ANYBODY;
    }

    @Override
    public SortedMap<String, String> corsHeaders(RequestHead head) {
        return Collections.emptySortedMap();
    }

    @Override
    public Map<String, String> preflightHeaders(RequestHead head) {
        return Map.of();
    }

    @Override
    public String toString() {
        return "open";
    }
}
