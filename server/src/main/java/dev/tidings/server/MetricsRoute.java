package dev.tidings.server;

import dev.tidings.server.access.Principal;
import dev.tidings.server.admin.Administrators;
import dev.tidings.server.http.Answer;
import dev.tidings.server.http.HttpHead;
import dev.tidings.server.http.Later;
import dev.tidings.server.http.Load;
import dev.tidings.server.http.Outcome;
import dev.tidings.server.metrics.MetricsText;
import dev.tidings.server.route.Route;
import java.util.List;

/** Says what a server does and holds, to its administrators or to everybody. */
final class MetricsRoute implements Route {

    private static final List<String> METHODS = List.of("GET", "HEAD");

    private final MetricsText text;
    private final boolean adminsOnly;

    MetricsRoute(MetricsText text, boolean adminsOnly) {
        this.text = text;
        this.adminsOnly = adminsOnly;
    }

    @Override
    public List<String> methods() {
        return METHODS;
    }

    @Override
    public boolean asksWho() {
        return adminsOnly;
    }

    @Override
    public Outcome handle(HttpHead head, Principal who, Load load) {
        Answer unable = adminsOnly ? Administrators.unable(load) : null;
        if (unable != null) {
            return unable;
        }
        if (adminsOnly) {
            Administrators.require(who);
        }
        return new Later(text.write().thenApply(bytes -> ignored -> Answer.of(200, MetricsText.CONTENT_TYPE, bytes)));
    }
}
