package dev.tidings.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.cli.config.Configuration.Value;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.shard.EventField;
import dev.tidings.server.subscribe.DeclaredAttribute;
import dev.tidings.server.subscribe.EndpointConfig;
import dev.tidings.server.subscribe.EndpointFilter;
import dev.tidings.server.subscribe.HeartbeatStyle;
import dev.tidings.server.subscribe.WhenBehind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class EndpointReaderTest {

    @TempDir
    private Path folder;

    @Test
    void anEndpointHasTopicsAndAttributes() throws Exception {
        EndpointConfig endpoint = load("""
                        endpoints:
                          /sse:
                            topics: [filter.verified, "message.**"]
                            attributes: {email: {required: true}, device: {}}
                            event: topic
                            heartbeat: comment
                            whenBehind: replay
                        """).get(0).value();

        assertThat(endpoint.path()).isEqualTo("/sse");
        assertThat(endpoint.filters())
                .containsExactly(new EndpointFilter(
                        Filter.topics("filter.verified", "message.**"),
                        List.of(new DeclaredAttribute("email", true), new DeclaredAttribute("device", false))));
        assertThat(endpoint.event()).isEqualTo(EventField.TOPIC);
        assertThat(endpoint.heartbeat()).isEqualTo(HeartbeatStyle.COMMENT);
        assertThat(endpoint.whenBehind()).isEqualTo(WhenBehind.REPLAY);
    }

    @Test
    void anEndpointMayHaveSeveralFilters() throws Exception {
        List<Value<EndpointConfig>> endpoints = load("""
                endpoints:
                  /inbox:
                    any:
                      - {topics: ["message.**"], attributes: {user: {required: true}}}
                      - {topics: ["announcement.**"]}
                  /all: {topics: ["**"]}
                """);

        assertThat(endpoints).extracting(endpoint -> endpoint.value().path()).containsExactly("/inbox", "/all");
        assertThat(endpoints)
                .extracting(endpoint -> endpoint.origin().words())
                .containsExactly(file() + " line 2", file() + " line 6");
        assertThat(endpoints.get(0).value().filters())
                .containsExactly(
                        new EndpointFilter(Filter.topic("message.**"), List.of(new DeclaredAttribute("user", true))),
                        new EndpointFilter(Filter.topic("announcement.**"), List.of()));
    }

    @ParameterizedTest
    @EnumSource
    void aSlowReaderIsTreatedAsTheEndpointSays(WhenBehind whenBehind) throws Exception {
        String word = whenBehind.name().toLowerCase(Locale.ROOT);

        assertThat(load("endpoints:\n  /sse: {topics: [a], whenBehind: " + word + "}\n"))
                .extracting(endpoint -> endpoint.value().whenBehind())
                .containsExactly(whenBehind);
    }

    static List<List<String>> mistakes() {
        return List.of(
                List.of("/sse:", "line 2, column 7: /sse: nothing (expected: a mapping of topics, attributes, any"),
                List.of("/sse: {}", "line 2, column 2: endpoint /sse: topics: none"),
                List.of("sse: {topics: [a]}", "line 2, column 2: path: 'sse' (expected: "),
                List.of("/sse: {topic: [a]}", "line 2, column 9: /sse: unknown key 'topic' (did you mean 'topics'?)"),
                List.of("/sse: {topics: a}", "line 2, column 17: /sse topics: 'a' (expected: a list, as in "),
                List.of("/sse: {topics: [a, b..c]}", "line 2, column 21: /sse: topic: 'b..c' (expected: "),
                List.of("/sse: {topics: [a, [b]]}", "line 2, column 21: /sse topics: a list (expected: a topic"),
                List.of(
                        "/sse: {topics: [a], attributes: {topic: {}}}",
                        "line 2, column 35: /sse: attribute name: 'topic' (expected: none of the reserved"),
                List.of(
                        "/sse: {topics: [a], attributes: {email: true}}",
                        "line 2, column 42: /sse attributes email: 'true' (expected: a mapping of required, claim)"),
                List.of(
                        "/sse: {topics: [a], attributes: {email: {require: true}}}",
                        "line 2, column 43: /sse attributes email: unknown key 'require' (did you mean 'required'?)"),
                List.of(
                        "/sse: {topics: [a], attributes: {email: {required: maybe}}}",
                        "line 2, column 53: /sse attributes email required: 'maybe' (expected: one of true, false)"),
                List.of(
                        "/sse: {topics: [a], attributes: {email: {claim: email, required: true}}}",
                        "line 2, column 35: /sse attributes email: a claim beside required (expected: either, not both)"),
                List.of(
                        "/sse: {topics: [a], attributes: {email: {claim: ''}}}",
                        "line 2, column 50: /sse attributes email claim: claim: '' (expected: a name such as email"),
                List.of(
                        "/sse: {topics: [a], whenBehind: drop}",
                        "line 2, column 34: /sse whenBehind: 'drop' (expected: one of replay, latest, disconnect)"),
                List.of(
                        "/sse: {topics: [a], event: id}",
                        "line 2, column 29: /sse event: 'id' (expected: one of type, topic)"),
                List.of(
                        "/sse: {topics: [a], any: [{topics: [b]}]}",
                        "line 2, column 2: /sse: any beside topics or attributes (expected: either, not both)"),
                List.of("/sse: {any: [{topic: [b]}]}", "line 2, column 16: /sse any: unknown key 'topic'"),
                List.of(
                        "/sse: {topics: [a]}\n/sse: {topics: [b]}",
                        "line 3, column 2: endpoints: the key '/sse' stands here again, first in line 2"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsToldWithItsPlace(List<String> mistake) throws IOException {
        try {
            load("endpoints:\n" + mistake.get(0).indent(1));
            throw new AssertionError("no mistake found");
        } catch (ConfigurationException e) {
            assertThat(e.problems()).singleElement().asString().contains("tidings.yaml " + mistake.get(1));
        }
    }

    private Path file() {
        return folder.resolve("tidings.yaml");
    }

    private List<Value<EndpointConfig>> load(String yaml) throws ConfigurationException, IOException {
        Files.writeString(file(), yaml);
        return ConfigurationLoader.load(Optional.of(file()), Map.of(), Map.of()).endpoints();
    }
}
