package dev.tidings.server;

import dev.tidings.hub.Hub;
import dev.tidings.server.access.Access;
import dev.tidings.server.access.Revocations;
import dev.tidings.server.admin.RevokedStreams;
import dev.tidings.server.http.HttpHead;
import dev.tidings.server.http.Load;
import dev.tidings.server.http.Outcome;
import dev.tidings.server.route.Router;
import dev.tidings.server.subscribe.EndpointConfig;
import java.util.Map;
import java.util.SortedMap;

/** What a server answers, and to whom. Safe for any thread. */
final class Site {

    private final Revocations.Watcher watcher;
    private volatile Router router;

    // Guarded by this.
    private Access access;

    /**
     * @param endpoints by path
     * @throws IllegalArgumentException if an endpoint needs tokens and there are none
     * @throws IllegalStateException if what was revoked before cannot be read
     */
    Site(Hub hub, RouteTable table, Access access, Map<String, EndpointConfig> endpoints) {
        this.router = table.router(access, endpoints);
        access.prepare();
        this.access = access;
        this.watcher = new RevokedStreams(hub);
        Revocations revocations = access.revocations();
        if (revocations != null) {
            revocations.watch(watcher);
        }
    }

    /** @throws dev.tidings.server.http.ProblemException if the request is refused */
    Outcome route(HttpHead head, Load load) {
        return router.route(head, load);
    }

    /** The header fields by which a page of another origin may read the answer, whatever it is. */
    SortedMap<String, String> crossOrigin(HttpHead head) {
        return router.crossOrigin(head);
    }

    /** No stream is left. */
    synchronized void close() {
        Revocations revocations = access.revocations();
        if (revocations != null) {
            revocations.forget(watcher);
        }
    }
}
