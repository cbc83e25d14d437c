package dev.tidings.server.subscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tidings.hub.event.Filter;
import dev.tidings.hub.shard.EventField;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointConfigTest {

    @Test
    void endpointOfOneFilterHasItsTopicsAndAttributes() {
        EndpointConfig endpoint = EndpointConfig.builder("/sse")
                .topics("filter.verified")
                .require("email")
                .allow("tenant")
                .build();

        assertThat(endpoint.path()).isEqualTo("/sse");
        assertThat(endpoint.isOpen()).isFalse();
        assertThat(endpoint.event()).isEqualTo(EventField.TYPE);
        assertThat(endpoint.heartbeat()).isEqualTo(HeartbeatStyle.ID);
        assertThat(endpoint.whenBehind()).isEqualTo(WhenBehind.REPLAY);
        assertThat(endpoint.filters()).singleElement().satisfies(filter -> {
            assertThat(filter.topics()).isEqualTo(Filter.topic("filter.verified"));
            assertThat(filter.attributes())
                    .containsExactly(new DeclaredAttribute("email", true), new DeclaredAttribute("tenant", false));
        });
    }

    @Test
    void endpointOfSeveralFiltersKeepsTheirOrder() {
        EndpointConfig endpoint = EndpointConfig.builder("/inbox")
                .any(f -> f.topics("message.**").require("user"), f -> f.topics("announcement.**"))
                .event(EventField.TOPIC)
                .heartbeat(HeartbeatStyle.COMMENT)
                .whenBehind(WhenBehind.LATEST)
                .build();

        assertThat(endpoint.filters())
                .extracting(EndpointFilter::topics)
                .containsExactly(Filter.topic("message.**"), Filter.topic("announcement.**"));
        assertThat(endpoint.event()).isEqualTo(EventField.TOPIC);
        assertThat(endpoint.heartbeat()).isEqualTo(HeartbeatStyle.COMMENT);
        assertThat(endpoint.whenBehind()).isEqualTo(WhenBehind.LATEST);
    }

    @Test
    void attributesOfAllFiltersTellTheNewestEventsApart() {
        EndpointConfig endpoint = EndpointConfig.builder("/inbox")
                .any(
                        f -> f.topics("message.**").require("user").allow("device"),
                        f -> f.topics("status.*").require("user").allow("room"),
                        f -> f.topics("announcement.**"))
                .build();

        assertThat(endpoint.declaredAttributes()).containsExactly("user", "device", "room");
        assertThat(WhenBehind.LATEST.of(endpoint.declaredAttributes()))
                .isEqualTo(dev.tidings.hub.shard.WhenBehind.latest(List.of("device", "room", "user")));
        assertThat(EndpointConfig.open("/events").declaredAttributes()).isEmpty();
    }

    @Test
    void everyWayToTreatASlowReaderIsOneOfTheHubs() {
        assertThat(WhenBehind.REPLAY.of(List.of("user"))).isEqualTo(dev.tidings.hub.shard.WhenBehind.replay());
        assertThat(WhenBehind.DISCONNECT.of(List.of("user"))).isEqualTo(dev.tidings.hub.shard.WhenBehind.disconnect());
    }

    @Test
    void openEndpointHasNoFilters() {
        assertThat(EndpointConfig.open("/events").isOpen()).isTrue();
        assertThat(EndpointConfig.open("/events").filters()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "/", "sse", "/sse/", "//sse", "/a b", "/a?b", "/a%20b", "/ä", "/a/../b", "/.", "/a/./b", "/.."
            })
    void malformedPathIsRefused(String path) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EndpointConfig.builder(path))
                .withMessage("path: '" + path
                        + "' (expected: one or more segments of [A-Za-z0-9._~-], each behind a '/', such as /sse)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/sse", "/a/b.c", "/~me", "/.well-known/sse", "/a..b"})
    void wellFormedPathIsTaken(String path) {
        assertThat(EndpointConfig.open(path).path()).isEqualTo(path);
    }

    @Test
    void mistakesAreRefusedWithTheNameOfTheEndpoint() {
        refused(sse(), "endpoint /sse: topics: none (expected: at least one pattern, '**' for every topic)");
        refused(
                sse().require("email"),
                "endpoint /sse: topics: none (expected: at least one pattern, '**' for every topic)");
        refused(
                sse().topics("a b"),
                "endpoint /sse: topic: 'a b' (expected: segments of [A-Za-z0-9_-]+, '*' or '**' joined by '.')");
        refused(
                sse().topics("a").require("e mail"),
                "endpoint /sse: attribute name: 'e mail' (expected: 1-64 characters of [A-Za-z0-9_.-])");
        refused(
                sse().topics("a").allow("last"),
                "endpoint /sse: attribute name: 'last' (expected: none of the reserved "
                        + "[access_token, last, lastEventId, ticket, topic])");
        refused(
                sse().topics("a").require("email").allow("email"),
                "endpoint /sse: attribute 'email': declared twice (expected: once)");
        refused(
                sse().topics("a").any(f -> f.topics("b")),
                "endpoint /sse: any: beside topics or attributes of its own (expected: either, not both)");
        refused(
                sse().any(f -> f.require("user")),
                "endpoint /sse: topics: none (expected: at least one pattern, '**' for every topic)");
        EndpointConfig.Builder nine = sse();
        for (int i = 0; i < 9; i++) {
            nine.any(f -> f.topics("a"));
        }
        refused(nine, "endpoint /sse: any: 9 filters (expected: 1-8)");
    }

    private static EndpointConfig.Builder sse() {
        return EndpointConfig.builder("/sse");
    }

    private static void refused(EndpointConfig.Builder builder, String message) {
        assertThatIllegalArgumentException().isThrownBy(builder::build).withMessage(message);
    }
}
