package dev.tidings.server;

import dev.tidings.hub.Hub;
import dev.tidings.server.access.Access;
import dev.tidings.server.route.Route;
import dev.tidings.server.stream.Encodings;
import dev.tidings.server.subscribe.CodeEndpoint;
import dev.tidings.server.subscribe.CodeRoute;
import dev.tidings.server.subscribe.EndpointRules;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * The endpoints in code of a server.
 *
 * @param byPath each by its path
 * @param executor runs the application's code
 */
record CodeEndpoints(Map<String, CodeEndpoint> byPath, Executor executor) {

    CodeEndpoints {
        byPath = Map.copyOf(byPath);
    }

    boolean isEmpty() {
        return byPath.isEmpty();
    }

    boolean has(String path) {
        return byPath.containsKey(path);
    }

    /** @return the rules of all streams that the routes open */
    Collection<String> addTo(Map<String, Route> routes, Hub hub, Access access, Encodings encodings) {
        Set<String> all = new HashSet<>();
        byPath.forEach((path, endpoint) -> {
            EndpointRules rules = EndpointRules.of(endpoint, access);
            routes.put(path, new CodeRoute(endpoint, hub, rules, access.clock(), encodings, executor));
            all.addAll(rules.all());
        });
        return all;
    }
}
