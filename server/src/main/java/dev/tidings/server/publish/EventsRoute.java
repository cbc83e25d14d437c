package dev.tidings.server.publish;

import dev.tidings.hub.Hub;
import dev.tidings.server.http.Answer;
import dev.tidings.server.http.HttpHead;
import dev.tidings.server.http.Load;
import dev.tidings.server.http.Outcome;
import dev.tidings.server.http.Problem;
import dev.tidings.server.http.Route;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** {@code /events}: subscribes with GET, publishes with POST. */
public final class EventsRoute implements Route {

    private static final List<String> METHODS = List.of("GET", "HEAD", "POST");

    /** The common pool, or a thread for each task where that pool has none. */
    private static final Executor PARSING = new CompletableFuture<>().defaultExecutor();

    private final Route stream;
    private final Hub hub;
    private final EventJson json;
    private final int bodyBytes;
    private final BodyBudget budget = new BodyBudget(BodyBudget.DEFAULT_BYTES);

    /**
     * @param stream what answers GET
     * @param bodyBytes most bytes of one body
     */
    public EventsRoute(Route stream, Hub hub, int bodyBytes) {
        this.stream = stream;
        this.hub = hub;
        this.json = new EventJson(hub.eventLimits());
        this.bodyBytes = bodyBytes;
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
            return Answer.full();
        }
        PublishFormat format = PublishFormat.of(head.value("Content-Type"), head.value("Content-Encoding"));
        if (head.contentLength() > bodyBytes) {
            throw tooLarge(bodyBytes).toException();
        }
        return format == PublishFormat.JSON
                ? new JsonPublish(hub, json, bodyBytes, budget, PARSING)
                : new NdjsonPublish(hub, json, bodyBytes, budget);
    }

    static Problem tooLarge(int bodyBytes) {
        return Problem.of(
                413, "body: more than " + bodyBytes + " bytes (expected: at most that; send several requests)");
    }
}
