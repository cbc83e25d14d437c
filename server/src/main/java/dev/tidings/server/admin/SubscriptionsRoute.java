package dev.tidings.server.admin;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tidings.hub.Hub;
import dev.tidings.server.http.Answer;
import dev.tidings.server.http.HttpHead;
import dev.tidings.server.http.Later;
import dev.tidings.server.http.Outcome;
import dev.tidings.server.http.Problem;
import dev.tidings.server.subscribe.FormParameters;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code /admin/subscriptions}: lists open streams with GET, ends some with DELETE. */
public final class SubscriptionsRoute extends AdminRoute {

    private static final List<String> METHODS = List.of("GET", "HEAD", "DELETE");
    private static final String LIMIT = "limit";
    private static final int DEFAULT_LIMIT = 1_000;
    private static final int MAX_LIMIT = 10_000;
    private static final Pattern COUNT = Pattern.compile("[0-9]{1,5}");

    /** The common pool, or a thread for each task where that pool has none. */
    private static final Executor WRITING = new CompletableFuture<>().defaultExecutor();

    private final Hub hub;
    private final InstantSource clock;

    public SubscriptionsRoute(Hub hub, InstantSource clock) {
        this.hub = hub;
        this.clock = clock;
    }

    @Override
    public List<String> methods() {
        return METHODS;
    }

    @Override
    Outcome handle(HttpHead head) {
        String query = head.query();
        Map<String, List<String>> parameters = FormParameters.decode(query == null ? "" : query);
        return head.method().equals("DELETE") ? close(parameters) : list(parameters);
    }

    private Later list(Map<String, List<String>> parameters) {
        int limit = limit(parameters.remove(LIMIT));
        SubscriptionList list = new SubscriptionList(Selector.parse(parameters), limit);
        return later(hub.visit(list::visit)
                .thenApplyAsync(visited -> Answer.json(list.toJson(clock.instant(), hub.head())), WRITING));
    }

    private static int limit(@Nullable List<String> values) {
        if (values == null) {
            return DEFAULT_LIMIT;
        }
        String text = values.get(0);
        int limit = values.size() == 1 && COUNT.matcher(text).matches() ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > MAX_LIMIT) {
            throw Problem.of(
                            400,
                            "limit: " + Problem.quote(String.join(", ", values))
                                    + " (expected: a whole number from 1 to " + MAX_LIMIT + ")")
                    .toException();
        }
        return limit;
    }

    private Later close(Map<String, List<String>> parameters) {
        Selector selector = Selector.parse(parameters).requireSome();
        return later(hub.disconnect(selector)
                .thenApply(closed -> Answer.json(("{\"closed\":" + closed + "}").getBytes(US_ASCII))));
    }

    private static Later later(CompletionStage<Answer> answer) {
        return new Later(answer.thenApply(ready -> load -> ready));
    }
}
