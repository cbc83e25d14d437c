package dev.tidings.server.subscribe;

import dev.tidings.server.http.Answer;
import dev.tidings.server.http.HttpHead;
import dev.tidings.server.http.Load;
import dev.tidings.server.http.Outcome;
import dev.tidings.server.http.Problem;
import dev.tidings.server.http.Route;
import dev.tidings.server.http.StreamStart;
import dev.tidings.server.stream.Encodings;
import dev.tidings.server.stream.Retry;
import java.util.List;

/** Subscribes. */
public final class StreamRoute implements Route {

    private static final List<String> METHODS = List.of("GET", "HEAD");

    private final EndpointConfig endpoint;
    private final Encodings encodings;

    // One for all streams of the endpoint: what is kept for each of them is small.
    private final dev.tidings.hub.shard.WhenBehind whenBehind;

    public StreamRoute(EndpointConfig endpoint, Encodings encodings) {
        this.endpoint = endpoint;
        this.encodings = encodings;
        this.whenBehind = endpoint.whenBehind().of(endpoint.declaredAttributes());
    }

    @Override
    public List<String> methods() {
        return METHODS;
    }

    @Override
    public Outcome handle(HttpHead head, Load load) {
        List<String> accept = head.values("Accept");
        if (!HttpAccept.admitsEventStream(accept)) {
            throw Problem.of(
                            406,
                            "Accept: " + Problem.quote(String.join(", ", accept)) + " (expected: "
                                    + StreamStart.CONTENT_TYPE + ", which is all there is here)")
                    .toException();
        }
        SubscribeQuery query = SubscribeQuery.parse(endpoint, head.query(), head.value("Last-Event-ID"));
        return load == Load.NORMAL
                ? new StreamStart(
                        query.subscription(),
                        query.start(),
                        encodings.of(endpoint.event(), endpoint.heartbeat() == HeartbeatStyle.ID, head.isHttp10()),
                        whenBehind)
                : comeBack();
    }

    /** Says with a success to a stream's client that it shall come back later. */
    private static Answer comeBack() {
        return Answer.of(200, StreamStart.CONTENT_TYPE, Retry.refusal()).closing();
    }
}
