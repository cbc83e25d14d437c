package dev.tidings.server;

import dev.tidings.hub.Hub;
import java.util.List;

/** {@code /events}: subscribes with GET, publishes with POST. */
final class EventsRoute implements Route {

    private static final List<String> METHODS = List.of("GET", "HEAD", "POST");

    private final Route stream;
    private final Hub hub;
    private final EventJson json;
    private final int bodyBytes;
    private final BodyBudget budget;

    EventsRoute(Route stream, Hub hub, int bodyBytes, BodyBudget budget) {
        this.stream = stream;
        this.hub = hub;
        this.json = new EventJson(hub.eventLimits());
        this.bodyBytes = bodyBytes;
        this.budget = budget;
    }

    @Override
    public List<String> methods() {
        return METHODS;
    }

    @Override
    public Outcome handle(HttpHead head, Load load) {
        if (!head.method().equals("POST")) {
            return stream.handle(head, load);
        }
        if (load == Load.FULL) {
            return Router.full();
        }
        PublishFormat format = PublishFormat.of(head.value("Content-Type"), head.value("Content-Encoding"));
        if (head.contentLength() > bodyBytes) {
            throw tooLarge(bodyBytes).toException();
        }
        return format == PublishFormat.JSON
                ? new JsonPublish(hub, json, bodyBytes, budget)
                : new NdjsonPublish(hub, json, bodyBytes);
    }

    static Problem tooLarge(int bodyBytes) {
        return Problem.of(
                413, "body: more than " + bodyBytes + " bytes (expected: at most that; send several requests)");
    }
}
