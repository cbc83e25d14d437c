package dev.tidings.server.route;

import dev.tidings.server.access.Principal;
import dev.tidings.server.http.HttpHead;
import dev.tidings.server.http.Load;
import dev.tidings.server.http.Outcome;
import java.util.List;

/** What answers on one path. Safe for any thread. */
public interface Route {

    /** The methods it has, besides OPTIONS. */
    List<String> methods();

    /** Whether it matters who asks. */
    default boolean asksWho() {
        return true;
    }

    /** Whether it is told of where somebody asks for a path that is not there. */
    default boolean isListed() {
        return true;
    }

    /** Whether what it looks up beside the event loops opens a stream: by the rules that are in force then, not those of before. */
    default boolean opensLater() {
        return false;
    }

    /**
     * @param head with one of the methods
     * @param who asks; nobody, without any grant, where it does not matter or cannot be told now
     * @throws dev.tidings.server.http.ProblemException if the request is refused
     */
    Outcome handle(HttpHead head, Principal who, Load load);
}
