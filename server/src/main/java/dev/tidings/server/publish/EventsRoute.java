package dev.tidings.server.publish;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.IdempotencyKey;
import dev.tidings.server.access.Principal;
import dev.tidings.server.http.Answer;
import dev.tidings.server.http.HttpHead;
import dev.tidings.server.http.Load;
import dev.tidings.server.http.Outcome;
import dev.tidings.server.http.Problem;
import dev.tidings.server.limit.Quotas;
import dev.tidings.server.metrics.Bound;
import dev.tidings.server.route.Route;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** {@code /events}: subscribes with GET, publishes with POST. */
public final class EventsRoute implements Route {

    private static final List<String> BOTH = List.of("GET", "HEAD", "POST");
    private static final List<String> PUBLISH_ONLY = List.of("POST");

    /** The common pool, or a thread for each task where that pool has none. */
    private static final Executor PARSING = new CompletableFuture<>().defaultExecutor();

    private static final String NDJSON_HAS_KEYS =
            "with application/x-ndjson, which is published in pieces (expected: an"
                    + " 'idempotencyKey' of its own for each line)";
    private static final String CLOUD_EVENTS_HAVE_KEYS =
            "with a CloudEvent, whose source and id are its key (expected: no such header field)";

    private final @Nullable Route stream;
    private final Publishing shared;
    private final EventJson json;
    private final CloudEvents cloudEvents;

    /**
     * @param stream what answers GET; null if nothing does
     * @param bodyBytes most bytes of one body
     * @param attributes of events that are published as CloudEvents
     * @param quotas how fast each may publish
     */
    public EventsRoute(@Nullable Route stream, Hub hub, int bodyBytes, CloudEventAttributes attributes, Quotas quotas) {
        this(
                stream,
                new Publishing(
                        hub,
                        bodyBytes,
                        new BodyBudget(BodyBudget.DEFAULT_BYTES),
                        PARSING,
                        new PublishFailures(System::nanoTime),
                        quotas),
                new EventJson(hub.eventLimits()),
                new CloudEvents(hub.eventLimits(), attributes));
    }

    private EventsRoute(@Nullable Route stream, Publishing shared, EventJson json, CloudEvents cloudEvents) {
        this.stream = stream;
        this.shared = shared;
        this.json = json;
        this.cloudEvents = cloudEvents;
    }

    /** The same, with its bounds in common, where something else answers GET. */
    public EventsRoute beside(@Nullable Route otherStream) {
        return new EventsRoute(otherStream, shared, json, cloudEvents);
    }

    /** What all bodies together may take. */
    public Bound bodies() {
        BodyBudget budget = shared.budget();
        return Bound.shared("bodies_bytes", budget::limit, budget::used);
    }

    @Override
    public List<String> methods() {
        return stream == null ? PUBLISH_ONLY : BOTH;
    }

    @Override
    public Outcome handle(HttpHead head, Principal who, Load load) {
        if (stream != null && !head.method().equals("POST")) {
            return stream.handle(head, who, load);
        }
        if (load == Load.FULL) {
            return Answer.full();
        }
        if (load == Load.UNSURE) {
            return Answer.comeBackLater(Answer.UNSURE);
        }
        requireGrant(who);
        PublishFormat format = PublishFormat.of(head);
        if (head.contentLength() > shared.maxBytes()) {
            throw shared.tooLarge().toException();
        }
        Publisher publisher = Publisher.of(who);
        return switch (format) {
            case JSON -> new WholePublish(shared, json(head, publisher), publisher.principal());
            case NDJSON -> {
                refuseKeyOfAll(head, NDJSON_HAS_KEYS);
                yield new NdjsonPublish(shared, json, publisher);
            }
            case CLOUD_EVENT, CLOUD_EVENT_BATCH, CLOUD_EVENT_DATA -> {
                refuseKeyOfAll(head, CLOUD_EVENTS_HAVE_KEYS);
                yield new WholePublish(shared, cloudEvents(format, head, publisher), publisher.principal());
            }
        };
    }

    private WholePublish.Parser json(HttpHead head, Publisher publisher) {
        IdempotencyKey ofAll = IdempotencyHeader.read(head, publisher);
        return (body, length) -> json.parse(body, length, publisher, ofAll);
    }

    private WholePublish.Parser cloudEvents(PublishFormat format, HttpHead head, Publisher publisher) {
        return switch (format) {
            case CLOUD_EVENT -> cloudEvents.structured(publisher);
            case CLOUD_EVENT_BATCH -> cloudEvents.batched(publisher);
            default -> cloudEvents.binary(head, publisher);
        };
    }

    /** Before a body is taken that nothing could be published of. */
    private static void requireGrant(Principal who) {
        if (who.grants().publish().isEmpty()) {
            throw who.isAnonymous()
                    ? Problem.of(401, "a token or a key is needed to publish").toException()
                    : Problem.of(403, Problem.quote(who.toString()) + " has no grant to publish")
                            .toException();
        }
    }

    private static void refuseKeyOfAll(HttpHead head, String why) {
        if (IdempotencyHeader.isIn(head)) {
            throw Problem.of(400, "Idempotency-Key: " + why).toException();
        }
    }
}
