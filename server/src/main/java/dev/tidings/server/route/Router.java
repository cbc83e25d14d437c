package dev.tidings.server.route;

import dev.tidings.server.access.Access;
import dev.tidings.server.access.Grants;
import dev.tidings.server.access.Principal;
import dev.tidings.server.http.Answer;
import dev.tidings.server.http.HttpHead;
import dev.tidings.server.http.Later;
import dev.tidings.server.http.Load;
import dev.tidings.server.http.Outcome;
import dev.tidings.server.http.Problem;
import dev.tidings.server.http.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** From a request's head to what it comes to. Safe for any thread. */
public final class Router {

    private static final Principal NOBODY = Principal.anonymous(Grants.NONE);

    private final Access access;
    private final Map<String, Route> routes;
    private final String known;

    private volatile @Nullable Router successor;

    /** @param routes by path */
    public Router(Access access, Map<String, Route> routes) {
        this.access = access;
        this.routes = Map.copyOf(routes);
        this.known = routes.entrySet().stream()
                .filter(route -> route.getValue().isListed())
                .map(Map.Entry::getKey)
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /** The header fields by which a page of another origin may read the answer, whatever it is. */
    public SortedMap<String, String> crossOrigin(HttpHead head) {
        return access.corsHeaders(head);
    }

    /** From now on another one routes, requests that wait for something included. */
    public void replaceBy(Router next) {
        successor = next;
    }

    /** @throws ProblemException if the request is refused */
    public Outcome route(HttpHead head, Load load) {
        Router next = successor;
        if (next != null) {
            return next.route(head, load);
        }
        access.admit(head);
        Route route = routes.get(head.path());
        boolean options = head.method().equals("OPTIONS");
        if (options && head.path().equals("*")) {
            return Answer.empty(204).with("Allow", "GET, HEAD, POST, DELETE, OPTIONS");
        }
        if (route == null) {
            throw Problem.of(404, "no such path: " + Problem.quote(head.path()) + " (expected one of: " + known + ")")
                    .toException();
        }
        if (options) {
            return options(head, route);
        }
        if (!route.methods().contains(head.method())) {
            String allowed = allowed(route);
            return Answer.problem(Problem.of(
                            405,
                            "method " + Problem.quote(head.method()) + " on " + head.path() + " (expected: " + allowed
                                    + ")"))
                    .with("Allow", allowed);
        }
        return route.asksWho() ? routeFor(head, route, load) : route.handle(head, NOBODY, load);
    }

    /** In one task of the loop with what comes of it: nobody is revoked in between. */
    private Outcome handle(HttpHead head, Principal who, Route route, Load load) {
        access.recheck(who);
        Outcome outcome = route.handle(head, who, load);
        return route.opensLater() && outcome instanceof Later later ? again(later, head, who) : outcome;
    }

    /** That may have taken long enough for other rules to be in force, or for a revocation. */
    private Outcome again(Later later, HttpHead head, Principal who) {
        return new Later(later.outcome().thenApply(next -> load -> {
            if (successor != null) {
                return route(head, load);
            }
            access.recheck(who);
            return next.apply(load);
        }));
    }

    private Outcome routeFor(HttpHead head, Route route, Load load) {
        if (load == Load.FULL) {
            return route.handle(head, NOBODY, load);
        }
        CompletableFuture<Principal> who = access.principal(head).toCompletableFuture();
        if (who.isDone() && !who.isCompletedExceptionally()) {
            return handle(head, who.join(), route, load);
        }
        return new Later(who.handle((principal, failure) -> loadThen -> {
            if (successor != null) {
                return route(head, loadThen);
            }
            if (principal != null) {
                return handle(head, principal, route, loadThen);
            }
            if (Later.causeOf(failure) instanceof ProblemException refused) {
                return refused(refused, head, route, loadThen);
            }
            throw new IllegalStateException("it could not be told who asks", failure);
        }));
    }

    /** What will pass is answered by the route: clients of streams give up for ever on a refusal. */
    private static Outcome refused(ProblemException refused, HttpHead head, Route route, Load load) {
        if (refused.problem().status() != 503) {
            throw refused;
        }
        return route.handle(head, NOBODY, load == Load.FULL ? Load.FULL : Load.UNSURE);
    }

    private Answer options(HttpHead head, Route route) {
        Answer answer = Answer.empty(204).with("Allow", allowed(route));
        return head.value("Access-Control-Request-Method") == null
                ? answer
                : answer.with(access.preflightHeaders(head));
    }

    private static String allowed(Route route) {
        List<String> methods = new ArrayList<>(route.methods());
        methods.add("OPTIONS");
        return String.join(", ", methods);
    }
}
