package dev.tidings.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tidings.server.access.Principal;
import dev.tidings.server.http.Answer;
import dev.tidings.server.http.HttpHead;
import dev.tidings.server.http.Load;
import dev.tidings.server.http.Outcome;
import dev.tidings.server.route.Route;
import java.util.List;

/** Says whether the server lives, or whether it takes new work. */
final class HealthRoute implements Route {

    private static final List<String> METHODS = List.of("GET", "HEAD");

    private final boolean readiness;

    /** @param readiness whether draining counts as failure */
    HealthRoute(boolean readiness) {
        this.readiness = readiness;
    }

    @Override
    public List<String> methods() {
        return METHODS;
    }

    @Override
    public boolean asksWho() {
        return false;
    }

    @Override
    public Outcome handle(HttpHead head, Principal who, Load load) {
        if (readiness && load == Load.DRAINING) {
            return Answer.comeBackLater("the server is about to stop");
        }
        return Answer.json("{\"status\":\"up\"}".getBytes(US_ASCII));
    }
}
