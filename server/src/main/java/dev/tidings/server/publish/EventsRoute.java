package dev.tidings.server.publish;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.IdempotencyKey;
import dev.tidings.server.http.Answer;
import dev.tidings.server.http.HttpHead;
import dev.tidings.server.http.Load;
import dev.tidings.server.http.Outcome;
import dev.tidings.server.http.Problem;
import dev.tidings.server.http.Route;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** {@code /events}: subscribes with GET, publishes with POST. */
public final class EventsRoute implements Route {

    private static final List<String> METHODS = List.of("GET", "HEAD", "POST");

    /** The common pool, or a thread for each task where that pool has none. */
    private static final Executor PARSING = new CompletableFuture<>().defaultExecutor();

    private final Route stream;
    private final Publishing shared;
    private final EventJson json;

    // Made once: what most requests need.
    private final WholePublish.Parser keyless;

    /**
     * @param stream what answers GET
     * @param bodyBytes most bytes of one body
     */
    public EventsRoute(Route stream, Hub hub, int bodyBytes) {
        this.stream = stream;
        this.shared = new Publishing(
                hub,
                bodyBytes,
                new BodyBudget(BodyBudget.DEFAULT_BYTES),
                PARSING,
                new PublishFailures(System::nanoTime));
        this.json = new EventJson(hub.eventLimits());
        this.keyless = jsonParser(Publisher.UNKNOWN, null);
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
        if (head.contentLength() > shared.maxBytes()) {
            throw shared.tooLarge().toException();
        }
        // Who it is will be known when there is access control; until then all keys are in one scope.
        Publisher publisher = Publisher.UNKNOWN;
        return switch (format) {
            case JSON -> new WholePublish(shared, json(head, publisher));
            case NDJSON -> {
                refuseKeyOfAll(head);
                yield new NdjsonPublish(shared, json, publisher);
            }
        };
    }

    private WholePublish.Parser json(HttpHead head, Publisher publisher) {
        IdempotencyKey ofAll = IdempotencyHeader.read(head, publisher);
        return ofAll == null ? keyless : jsonParser(publisher, ofAll);
    }

    private WholePublish.Parser jsonParser(Publisher publisher, @Nullable IdempotencyKey ofAll) {
        return (body, length) -> json.parse(body, length, publisher, ofAll);
    }

    /** A key stands for a whole, but a stream is published in pieces. */
    private static void refuseKeyOfAll(HttpHead head) {
        if (IdempotencyHeader.isIn(head)) {
            throw Problem.of(
                            400,
                            "Idempotency-Key: with application/x-ndjson, which is published in pieces (expected: an"
                                    + " 'idempotencyKey' of its own for each line)")
                    .toException();
        }
    }
}
