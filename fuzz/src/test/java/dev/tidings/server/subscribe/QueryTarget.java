package dev.tidings.server.subscribe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import dev.tidings.server.access.Claim;
import dev.tidings.server.access.Grants;
import dev.tidings.server.access.Principal;
import dev.tidings.server.access.Subscribers;
import dev.tidings.server.access.Tickets;
import dev.tidings.server.http.ProblemException;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A query, and a {@code Last-Event-ID} in the second line: it is refused with a problem, or subscribes to what it says, and never to
 * more than its endpoint has and its principal may.
 */
public final class QueryTarget {

    private static final Set<Integer> STATUSES = Set.of(400, 401, 403);
    private static final Principal ANYBODY = Principal.anonymous(Grants.EVERYTHING);
    private static final Principal NOBODY = Principal.anonymous(Grants.NONE);
    private static final Principal ANN =
            Subscribers.withClaims("{\"sub\":\"ann\",\"emails\":[\"ann@example.com\",\"a@b\"]}");
    private static final Tickets TICKETS = Subscribers.tickets();

    private static final EndpointConfig OPEN = EndpointConfig.open("/events");
    private static final EndpointConfig DECLARED = EndpointConfig.builder("/sse")
            .topics("filter.*", "report.**", "a.**.b")
            .require("email")
            .allow("tenant")
            .build();
    private static final EndpointConfig BOUND = EndpointConfig.builder("/inbox")
            .any(
                    filter -> filter.topics("message.**").bind("email", Claim.of("emails")),
                    filter -> filter.topics("*.b")
                            .bind("email", Claim.of("/emails"))
                            .allow("tenant"))
            .build();

    private QueryTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String[] lines = new String(input, ISO_8859_1).split("\n", 2);
        String query = lines[0];
        String id = lines.length > 1 ? lines[1] : null;
        parametersSurvive(query);
        parse(OPEN, query, id, ANYBODY).ifPresent(QueryTarget::saysWhatItIs);
        assertThat(parse(OPEN, query, id, NOBODY)).isEmpty();
        parse(DECLARED, query, id, ANYBODY)
                .ifPresent(asked -> asked.filters().forEach(filter -> liesWithin(DECLARED, filter)));
        assertThat(parse(BOUND, query, id, NOBODY).filter(asked -> !matchesNothing(asked)))
                .isEmpty();
        parse(BOUND, query, id, ANN).ifPresent(asked -> asked.filters().forEach(QueryTarget::isForAnn));
    }

    private static Optional<Subscription> parse(EndpointConfig endpoint, String query, String id, Principal who) {
        try {
            return Optional.of(
                    SubscribeQuery.parse(endpoint, query, id, who, new EndpointTickets(TICKETS, endpoint, "rules"))
                            .subscription());
        } catch (ProblemException refused) {
            assertThat(refused.problem().status()).isIn(STATUSES);
            assertThat(refused.problem().toJson()).isNotEmpty();
            return Optional.empty();
        }
    }

    /** What was decoded is encoded by somebody else, and decoded again. */
    private static void parametersSurvive(String query) {
        try {
            Map<String, List<String>> parameters = FormParameters.decode(query);
            String again = parameters.entrySet().stream()
                    .flatMap(parameter -> parameter.getValue().stream()
                            .map(value -> encoded(parameter.getKey()) + "=" + encoded(value)))
                    .collect(Collectors.joining("&"));
            assertThat(FormParameters.decode(again)).isEqualTo(parameters);
        } catch (ProblemException refused) {
            assertThat(refused.problem().status()).isEqualTo(400);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    /** An open endpoint takes what a subscription says of itself. */
    private static void saysWhatItIs(Subscription asked) {
        Filter filter = asked.filters().get(0);
        Map<String, List<String>> attributes = new LinkedHashMap<>();
        filter.attributes().forEach((name, values) -> attributes.put(name, List.copyOf(values)));
        List<String> topics = filter.topics().stream().map(Object::toString).toList();
        assertThat(asked.filters()).hasSize(1);
        assertThat(SubscribeQuery.subscription(OPEN, topics, attributes, ANYBODY))
                .isEqualTo(asked);
        filter.topics().forEach(TopicOracle::agrees);
    }

    private static boolean matchesNothing(Subscription asked) {
        return asked.filters().stream().allMatch(Filter::matchesNothing);
    }

    private static void liesWithin(EndpointConfig endpoint, Filter filter) {
        Filter topics =
                Filter.topics(filter.topics().stream().map(Object::toString).toList());
        assertThat(filter.attributes()).containsKey("email");
        assertThat(endpoint.filters().stream()
                        .anyMatch(declared -> declared.topics().contains(topics)))
                .isTrue();
    }

    private static void isForAnn(Filter filter) {
        assertThat(filter.attributes().get("email"))
                .isSubsetOf("ann@example.com", "a@b")
                .isNotEmpty();
        liesWithin(BOUND, filter);
    }
}
