package dev.tidings.server.subscribe;

import static dev.tidings.server.http.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import dev.tidings.server.access.Grants;
import dev.tidings.server.access.Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfiguredEndpointQueryTest {

    private static final Principal ANYBODY = Principal.anonymous(Grants.EVERYTHING);

    private static final EndpointConfig SSE = EndpointConfig.builder("/sse")
            .topics("filter.*", "report.**")
            .require("email")
            .allow("tenant")
            .build();

    private static final EndpointConfig INBOX = EndpointConfig.builder("/inbox")
            .any(
                    f -> f.topics("message.**").require("user").allow("tenant"),
                    f -> f.topics("notice.**").require("tenant"),
                    f -> f.topics("announcement.**"))
            .build();

    private static final EndpointConfig NEWS =
            EndpointConfig.builder("/news").topics("news.**").build();

    private static final EndpointConfig CROSSING = EndpointConfig.builder("/crossing")
            .any(f -> f.topics("a.*").require("x"), f -> f.topics("*.b"), f -> f.topics("a.c"))
            .build();

    @Test
    void endpointHasItsOwnTopicsAndTakesItsAttributes() {
        assertThat(subscription(SSE, "email=ann&email=bob&tenant=7"))
                .isEqualTo(Subscription.of(Filter.topics("filter.*", "report.**")
                        .where("email", "ann", "bob")
                        .where("tenant", "7")));
        assertThat(subscription(NEWS, "")).isEqualTo(Subscription.of(Filter.topic("news.**")));
    }

    @Test
    void topicNarrows() {
        assertThat(subscription(SSE, "email=ann&topic=filter.verified&topic=report.*"))
                .isEqualTo(Subscription.of(
                        Filter.topics("filter.verified", "report.*").where("email", "ann")));
    }

    @Test
    void parameterAppliesToTheFiltersThatDeclareIt() {
        assertThat(subscription(INBOX, "user=ann&tenant=7"))
                .isEqualTo(Subscription.of(
                        Filter.topic("message.**").where("user", "ann").where("tenant", "7"),
                        Filter.topic("notice.**").where("tenant", "7"),
                        Filter.topic("announcement.**")));
    }

    @Test
    void topicLeavesOutTheFiltersThatHaveNothingOfIt() {
        assertThat(subscription(INBOX, "user=ann&tenant=7&topic=announcement.today&topic=notice.**"))
                .isEqualTo(Subscription.of(
                        Filter.topic("notice.**").where("tenant", "7"), Filter.topic("announcement.today")));
    }

    @Test
    void topicThatHoldsAnotherFiltersPatternKeepsIt() {
        assertThat(subscription(CROSSING, "x=1&topic=a.c")).isEqualTo(Subscription.of(Filter.topic("a.c")));
        assertThat(refusalOf(() -> subscription(CROSSING, "x=1&topic=a.*")))
                .isEqualTo("400 topic 'a.*' cuts through '*.b' of this endpoint "
                        + "(expected: a pattern within it or apart from it)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "/sse | '' | 400 missing parameter 'email': this endpoint requires it",
                "/sse | tenant=7 | 400 missing parameter 'email': this endpoint requires it",
                "/sse | email= | 400 parameter 'email' is empty (expected: 1-256 bytes of text)",
                "/sse | email=a&tenant= | 400 parameter 'tenant' is empty (expected: 1-256 bytes of text)",
                "/sse | emial=ann | 400 unknown parameter 'emial': this endpoint takes email, tenant; did you mean 'email'?",
                "/sse | email=a&Email=b | 400 unknown parameter 'Email': this endpoint takes email, tenant; did you mean 'email'?",
                "/sse | email=a&colour=b | 400 unknown parameter 'colour': this endpoint takes email, tenant",
                "/sse | email=a&lastEventID=b | 400 unknown parameter 'lastEventID': this endpoint takes email, tenant; did you mean 'lastEventId'?",
                "/sse | email=a&topics=b | 400 unknown parameter 'topics': this endpoint takes email, tenant; did you mean 'topic'?",
                "/sse | email=a&topic=** | 400 topic '**' is outside of this endpoint's topics: filter.*, report.**",
                "/sse | email=a&topic=filter.** | 400 topic 'filter.**' is outside of this endpoint's topics: filter.*, report.**",
                "/sse | email=a&topic=filter.a&topic=other | 400 topic 'other' is outside of this endpoint's topics: filter.*, report.**",
                "/sse | email=a&topic=a..b | 400 topic: 'a..b' (expected: segments of [A-Za-z0-9_-]+, '*' or '**' joined by '.')",
                "/sse | email=a&access_token=b | 400 parameter 'access_token' is refused: tokens do not belong in URLs, which end in logs and histories",
                "/inbox | user=ann | 400 missing parameter 'tenant': this endpoint requires it",
                "/inbox | tenant=7&topic=announcement.a | 400 missing parameter 'user': this endpoint requires it",
                "/inbox | usr=ann | 400 unknown parameter 'usr': this endpoint takes user, tenant; did you mean 'user'?",
                "/news | email=ann | 400 unknown parameter 'email': this endpoint takes no attributes",
            })
    void mistakesAreRefused(String path, String query, String refusal) {
        EndpointConfig endpoint = path.equals("/sse") ? SSE : path.equals("/inbox") ? INBOX : NEWS;
        assertThat(refusalOf(() -> subscription(endpoint, query.equals("''") ? "" : query)))
                .isEqualTo(refusal);
    }

    private static Subscription subscription(EndpointConfig endpoint, String query) {
        return SubscribeQuery.parse(endpoint, query, null, ANYBODY, null).subscription();
    }
}
