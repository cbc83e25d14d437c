package dev.tidings.server;

import java.util.List;

/** Subscribes. */
final class StreamRoute implements Route {

    private static final List<String> METHODS = List.of("GET", "HEAD");

    private final EndpointConfig endpoint;
    private final Encodings encodings;

    StreamRoute(EndpointConfig endpoint, Encodings encodings) {
        this.endpoint = endpoint;
        this.encodings = encodings;
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
                ? new StreamStart(query, encodings.of(endpoint, head.isHttp10()))
                : Answer.comeBack();
    }
}
