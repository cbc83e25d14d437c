package dev.tidings.server.admin;

import dev.tidings.server.access.Principal;
import dev.tidings.server.http.Answer;
import dev.tidings.server.http.HttpHead;
import dev.tidings.server.http.Load;
import dev.tidings.server.http.Outcome;
import dev.tidings.server.route.Route;

/** What only administrators may do, and nobody else is told of. */
abstract class AdminRoute implements Route {

    @Override
    public final boolean isListed() {
        return false;
    }

    @Override
    public final Outcome handle(HttpHead head, Principal who, Load load) {
        Answer unable = Administrators.unable(load);
        if (unable != null) {
            return unable;
        }
        Administrators.require(who);
        return handle(head);
    }

    /** @throws dev.tidings.server.http.ProblemException if the request is refused */
    abstract Outcome handle(HttpHead head);
}
