package dev.tidings.server;

import dev.tidings.hub.Hub;
import dev.tidings.hub.shard.SubscriberView;
import dev.tidings.server.access.Access;
import dev.tidings.server.access.AddressRule;
import dev.tidings.server.access.Revocations;
import dev.tidings.server.admin.RevokedStreams;
import dev.tidings.server.http.HttpHead;
import dev.tidings.server.http.Load;
import dev.tidings.server.http.Outcome;
import dev.tidings.server.stream.OpenStream;
import dev.tidings.server.subscribe.EndpointConfig;
import java.net.InetAddress;
import java.util.Collection;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** What a server answers, and to whom: replaced as a whole while it runs. Safe for any thread. */
final class Site {
    /*
     * A stream knows by which rules it was opened: those of its endpoint, and those by which its owner is believed. It stays open when
     * these rules are there, to the letter, after a reload; else it ends, and whether its client may come back is decided anew.
     *
     * None slips through, as with Revocations: the router is replaced first, and a request that waits for its token is routed
     * once more by the new one. What the old one has let in by then joins before the task that looks at all streams.
     */

    private final Hub hub;
    private final RouteTable table;
    private final InetAddress host;
    private final Revocations.Watcher watcher;
    private volatile RouteTable.Routing routing;

    // Guarded by this.
    private Access access;

    /**
     * @param host where it listens
     * @throws IllegalArgumentException if these do not fit together
     * @throws IllegalStateException if what was revoked before cannot be read
     */
    Site(Hub hub, RouteTable table, Access access, Collection<EndpointConfig> endpoints, InetAddress host) {
        AddressRule.check(host, access);
        this.hub = hub;
        this.table = table;
        this.host = host;
        this.routing = table.routing(access, RouteTable.byPath(endpoints, table.coded()));
        access.prepare();
        this.access = access;
        this.watcher = new RevokedStreams(hub);
        watch(access);
    }

    private void watch(Access watched) {
        Revocations revocations = watched.revocations();
        if (revocations != null) {
            revocations.watch(watcher);
        }
    }

    private void forget(Access watched) {
        Revocations revocations = watched.revocations();
        if (revocations != null) {
            revocations.forget(watcher);
        }
    }

    /** @throws dev.tidings.server.http.ProblemException if the request is refused */
    Outcome route(HttpHead head, Load load) {
        return routing.router().route(head, load);
    }

    /** The header fields by which a page of another origin may read the answer, whatever it is. */
    SortedMap<String, String> crossOrigin(HttpHead head) {
        return routing.router().crossOrigin(head);
    }

    /**
     * Answers by other rules from now on.
     *
     * @return how many streams have ended over it
     * @throws IllegalArgumentException if these do not fit together, or cannot take the place of those before: then nothing has changed
     * @throws IllegalStateException if what was revoked before cannot be read: then nothing has changed either
     */
    synchronized CompletionStage<Integer> reload(Access newAccess, Collection<EndpointConfig> endpoints) {
        AddressRule.check(host, newAccess);
        Access next = newAccess.following(access);
        RouteTable.Routing before = routing;
        RouteTable.Routing after = table.routing(next, RouteTable.byPath(endpoints, table.coded()));
        next.prepare();
        watch(next);
        before.router().replaceBy(after.router());
        routing = after;
        forget(access);
        access = next;
        return hub.disconnect(lost(before.rules(), after.rules()));
    }

    /** Streams of another server on the same hub have other rules, or live on by the same. */
    private static Predicate<SubscriberView> lost(Set<String> before, Set<String> after) {
        return view -> view.subscriber() instanceof OpenStream stream
                && before.contains(stream.rules())
                && !after.contains(stream.rules());
    }

    /** No stream is left. */
    synchronized void close() {
        forget(access);
    }
}
