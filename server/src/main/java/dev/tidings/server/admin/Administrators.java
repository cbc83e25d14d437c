package dev.tidings.server.admin;

import dev.tidings.server.access.Principal;
import dev.tidings.server.http.Answer;
import dev.tidings.server.http.Load;
import dev.tidings.server.http.Problem;
import dev.tidings.server.http.ProblemException;
import org.jspecify.annotations.Nullable;

/** Who may look after a hub. */
public final class Administrators {

    private Administrators() {}

    /** What is answered without looking at who asks; null if somebody has to be looked at. */
    @Nullable
    public static Answer unable(Load load) {
        return switch (load) {
            case FULL -> Answer.full();
            case UNSURE -> Answer.comeBackLater(Answer.UNSURE);
            case NORMAL, DRAINING -> null;
        };
    }

    /** @throws ProblemException 401 or 403 for everybody else */
    public static void require(Principal who) {
        if (!who.grants().admin()) {
            throw who.isAnonymous()
                    ? Problem.of(401, "a token or a key of an administrator is needed")
                            .toException()
                    : Problem.of(403, Problem.quote(who.toString()) + " is no administrator")
                            .toException();
        }
    }
}
