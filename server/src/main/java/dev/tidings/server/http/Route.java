package dev.tidings.server.http;

import java.util.List;

/** What answers on one path. Safe for any thread. */
public interface Route {

    /** The methods it has, besides OPTIONS. */
    List<String> methods();

    /**
     * @param head with one of the methods
     * @throws ProblemException if the request is refused
     */
    Outcome handle(HttpHead head, Load load);
}
