package dev.tidings.server.subscribe;

import dev.tidings.hub.Hub;
import dev.tidings.hub.shard.Start;
import dev.tidings.hub.stream.SseStream;
import dev.tidings.hub.stream.StreamOpening;
import dev.tidings.hub.stream.StreamSpec;
import dev.tidings.server.access.Principal;
import dev.tidings.server.http.HttpHead;
import dev.tidings.server.http.Later;
import dev.tidings.server.http.Load;
import dev.tidings.server.http.Outcome;
import dev.tidings.server.http.Problem;
import dev.tidings.server.http.ProblemException;
import dev.tidings.server.http.StreamStart;
import dev.tidings.server.metrics.Refusal;
import dev.tidings.server.route.Route;
import dev.tidings.server.stream.Encodings;
import dev.tidings.server.stream.Pass;
import dev.tidings.server.stream.StreamTerms;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Opens the streams that an application's code describes, which runs beside the event loops: it may read a database. */
public final class CodeRoute implements Route {

    private static final Logger LOG = System.getLogger("dev.tidings.server");

    /** 15 s: a client is told to come back when it has waited for 20. */
    private static final long WORTH_NANOS = 15_000_000_000L;

    private final CodeEndpoint endpoint;
    private final Hub hub;
    private final StreamGate gate;
    private final Encodings encodings;
    private final Executor executor;

    /** @param executor runs the application's code */
    public CodeRoute(
            CodeEndpoint endpoint,
            Hub hub,
            EndpointRules rules,
            InstantSource clock,
            Encodings encodings,
            Executor executor) {
        this.endpoint = endpoint;
        this.hub = hub;
        this.gate = new StreamGate(rules, clock);
        this.encodings = encodings;
        this.executor = executor;
    }

    private record Described(StreamSpec stream, StreamOpening opening) {}

    @Override
    public List<String> methods() {
        return StreamGate.METHODS;
    }

    @Override
    public boolean opensLater() {
        return true;
    }

    @Override
    public Outcome handle(HttpHead head, Principal who, Load load) {
        Outcome refusal = gate.refusal(head, load);
        if (refusal != null) {
            return refusal;
        }
        Map<String, List<String>> parameters = FormParameters.decode(head.query() == null ? "" : head.query());
        Start start = StartParameters.take(parameters, head.value("Last-Event-ID"));
        long askedNanos = System.nanoTime();
        try {
            return new Later(CompletableFuture.supplyAsync(
                            () -> {
                                requireInTime(askedNanos);
                                return describe(parameters, who, start);
                            },
                            executor)
                    .thenApply(described -> loadThen -> open(described, head, who, loadThen)));
        } catch (RejectedExecutionException full) {
            return StreamStart.comeBack(Refusal.UNAVAILABLE);
        }
    }

    /** Code that has fallen behind would otherwise work for those who have gone, and fall further behind. */
    private static void requireInTime(long askedNanos) {
        if (System.nanoTime() - askedNanos > WORTH_NANOS) {
            throw Problem.of(503, "too many streams wait to be opened").toException();
        }
    }

    private Described describe(Map<String, List<String>> parameters, Principal who, Start start) {
        try {
            StreamSpec stream = stream(parameters, who).spec().of(hub);
            return new Described(stream, StreamOpening.of(stream, start));
        } catch (ProblemException refused) {
            throw refused;
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "the code of endpoint " + endpoint.path() + " failed", e);
            throw Problem.of(500, "the stream could not be opened").toException();
        }
    }

    private SseStream stream(Map<String, List<String>> parameters, Principal who) {
        try {
            return endpoint.stream(parameters, who);
        } catch (IllegalArgumentException e) {
            LOG.log(Level.DEBUG, "the code of endpoint " + endpoint.path() + " refused a query", e);
            throw Problem.of(400, "query: " + e.getMessage()).toException();
        }
    }

    private Outcome open(Described described, HttpHead head, Principal who, Load load) {
        Outcome refusal = gate.refusal(head, load);
        if (refusal != null) {
            return refusal;
        }
        StreamSpec stream = described.stream();
        Pass pass = gate.pass(who.id(), who.issuedAt(), who.expiresAt());
        return new StreamStart(new StreamTerms(
                stream.subscription(),
                described.opening(),
                encodings.of(stream.format(), head.takesChunks()),
                stream.whenBehind(),
                pass.within(stream.lifetime()).orOf(stream.principal())));
    }
}
