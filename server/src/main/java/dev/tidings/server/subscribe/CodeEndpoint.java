package dev.tidings.server.subscribe;

import static java.util.Objects.requireNonNull;

import dev.tidings.hub.stream.SseStream;
import dev.tidings.server.access.Principal;
import dev.tidings.server.http.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * An endpoint whose streams the application's code describes: a request's query parameters become a record, and that a stream.
 * <p>
 * Immutable.
 */
public final class CodeEndpoint {

    private final String path;
    private final boolean decides;
    private final BiFunction<Map<String, List<String>>, Principal, SseStream> streams;

    private <Q extends Record> CodeEndpoint(
            String path,
            Class<Q> query,
            boolean decides,
            BiFunction<? super Q, ? super Principal, ? extends SseStream> code) {
        this.path = EndpointConfig.requirePath(path);
        this.decides = decides;
        QueryBinding<Q> binding = new QueryBinding<>(requireNonNull(query, "query"));
        requireNonNull(code, "stream");
        this.streams = (parameters, who) -> code.apply(binding.bind(parameters), who);
    }

    /**
     * @param decides whether the code is the permission, since it is told who asks; otherwise a stream has to lie within the grants of
     *     who asks
     * @throws IllegalArgumentException if the path or the record is not one that can be served
     */
    public static <Q extends Record> CodeEndpoint of(
            String path,
            Class<Q> query,
            boolean decides,
            BiFunction<? super Q, ? super Principal, ? extends SseStream> code) {
        return new CodeEndpoint(path, query, decides, code);
    }

    public String path() {
        return path;
    }

    /**
     * The stream that somebody asks for. May block, as the application's code may.
     *
     * @throws ProblemException if the request is refused
     */
    SseStream stream(Map<String, List<String>> parameters, Principal who) {
        SseStream stream = requireNonNull(streams.apply(parameters, who), "stream");
        if (!decides) {
            stream.spec().subscription().filters().forEach(filter -> SubscribeQuery.requireGrant(filter, who));
        }
        return stream;
    }
}
