package dev.tidings.hubclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.hub.event.Filter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is asked for, as a query. */
class SubscribeRequestTest {

    private static String target(Filter filter) {
        return SubscribeRequest.of(filter).target();
    }

    @Test
    void aFilterBecomesAQuery() {
        assertThat(target(Filter.all())).isEqualTo("/events");
        assertThat(target(Filter.topic("filter.*"))).isEqualTo("/events?topic=filter.*");
        assertThat(target(Filter.topics("invoice.paid", "chat.**").where("tenant", "7", "8")))
                .isEqualTo("/events?topic=chat.**&topic=invoice.paid&tenant=7&tenant=8");
    }

    @Test
    void whatHasAMeaningInAQueryIsEscaped() {
        assertThat(target(Filter.all().where("email", "ann+news@example.com")))
                .isEqualTo("/events?email=ann%2Bnews%40example.com");
        assertThat(target(Filter.all().where("of", "a b&c=d%\u00e4"))).isEqualTo("/events?of=a+b%26c%3Dd%25%C3%A4");
    }

    @Test
    void anEndpointHasAPathOfItsOwn() {
        SubscribeRequest request = SubscribeRequest.of(Filter.all().where("email", "ann"))
                .at("/sse")
                .last(5);

        assertThat(request.target()).isEqualTo("/sse?email=ann&last=5");
    }

    @Test
    void whatNoHubUnderstandsIsRefused() {
        SubscribeRequest all = SubscribeRequest.of(Filter.all());

        assertThatThrownBy(() -> all.at("sse")).hasMessage("path: sse (expected: a path that begins with a slash)");
        assertThatThrownBy(() -> all.at("/sse?email=ann")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> all.last(1_001)).hasMessage("last: 1001 (expected: 0..1000)");
        assertThatThrownBy(() -> SubscribeRequest.of(Filter.topics(List.of())))
                .hasMessage("filter: [] (expected: one that some event can match)");
    }
}
