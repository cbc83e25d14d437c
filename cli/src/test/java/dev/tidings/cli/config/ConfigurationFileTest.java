package dev.tidings.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tidings.server.access.Access;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationFileTest {

    @TempDir
    private Path folder;

    @Test
    void whatTheFileSaysIsSet() throws Exception {
        Configuration configuration = load("""
                server: {host: 0.0.0.0, port: 9000}
                log:
                  kind: memory
                  retain:
                    age: 24h
                    bytes: 1GiB
                access: open
                """);

        assertThat(configuration.get(Settings.HOST)).isEqualTo("0.0.0.0");
        assertThat(configuration.get(Settings.PORT)).isEqualTo(9000);
        assertThat(configuration.get(Settings.LOG_RETAIN_AGE)).contains(Duration.ofHours(24));
        assertThat(configuration.get(Settings.LOG_RETAIN_BYTES)).contains(1L << 30);
        assertThat(configuration.origin(Settings.LOG_RETAIN_BYTES).words()).endsWith("tidings.yaml line 6");
        assertThat(configuration.access().value()).isEqualTo(Access.open());
        assertThat(configuration.origin(Settings.DRAIN_STREAMS)).isEqualTo(Origin.DEFAULT);
    }

    @Test
    void anEmptyFileSetsNothing() throws Exception {
        assertThat(load("").access().value()).isEqualTo(Access.development());
        assertThat(load("# nothing\n").get(Settings.PORT)).isEqualTo(8080);
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstKey() throws Exception {
        assertThat(load("\uFEFFserver: {port: 1}").get(Settings.PORT)).isEqualTo(1);
    }

    @Test
    void aRelativeFolderBeginsWhereTheFileIs() throws Exception {
        Path folder = load("log: {directory: data/hub}").get(Settings.LOG_DIRECTORY);

        assertThat(folder).isAbsolute().endsWithRaw(Path.of("data", "hub"));
        assertThat(load("log: {directory: /var/lib/tidings}").get(Settings.LOG_DIRECTORY))
                .isEqualTo(Path.of("/var/lib/tidings"));
        assertThat(load("").get(Settings.LOG_DIRECTORY)).isEqualTo(Path.of("tidings-data"));
    }

    static List<List<String>> mistakes() {
        return List.of(
                List.of("sever: {port: 1}", "line 1, column 1: the file: unknown key 'sever' (did you mean 'server'?)"),
                List.of(
                        "server:\n  host: ::1\n  prot: 1",
                        "line 3, column 3: server: unknown key 'prot' (did you mean 'port'?)"),
                List.of(
                        "log:\n  retain: {days: 3}",
                        "line 2, column 12: log.retain: unknown key 'days' (known: bytes, age)"),
                List.of("server: 8080", "line 1, column 9: server: '8080' (expected: a mapping of host, port, "),
                List.of("server:", "line 1, column 8: server: nothing (expected: a mapping of host, port, "),
                List.of("- server", "line 1, column 1: the file: a list (expected: a mapping of server, "),
                List.of(
                        "server: {port: 70000}",
                        "line 1, column 16: server.port: '70000' (expected: a whole number from 0 to 65535)"),
                List.of("server:\n  port:", "line 2, column 8: server.port: nothing (expected: a whole number"),
                List.of("server: {port: [1]}", "line 1, column 16: server.port: a list (expected: a whole number"),
                List.of("server: {port: 0x50}", "line 1, column 16: server.port: '0x50' (expected: a whole number"),
                List.of(
                        "server: {port: 1}\nlog: {kind: memory}\nserver: {host: a}",
                        "line 3, column 1: the file: the key 'server' stands here again, first in line 1"),
                List.of(
                        "server: {drain: {streams: 20}}",
                        "line 1, column 27: server.drain.streams: '20' has no unit (expected: one of ms, s, m, h, d, as in 20s)"),
                List.of(
                        "log: {retain: {bytes: 1000}}",
                        "line 1, column 23: log.retain.bytes: '1000' has no unit (expected: one of B, "),
                List.of(
                        "server: {transport: kqueue}",
                        "line 1, column 21: server.transport: 'kqueue' (expected: one of auto, io_uring, epoll, nio)"),
                List.of(
                        "log:\n  kind: redis",
                        "line 2, column 9: log.kind: 'redis' (expected: one of memory, rocksdb)"),
                List.of(
                        "access:\n  jwt: {issuer: a}",
                        "line 2, column 3: access jwt: no keys (expected: keys: {jwks: URL}"),
                List.of(
                        "access: closed",
                        "line 1, column 9: access: 'closed' (expected: a mapping of jwt, keys, anonymous, cors, tickets, revocations, or 'open'"),
                List.of("[a]: 1", "line 1, column 1: the file: a list as a key (expected: a text)"),
                List.of("server: {port: 1", "line 1, column 17: "),
                List.of("server:\n\tport: 1", "line 2, column 1: "),
                List.of("a: 1\n---\nb: 2", "line 2, column 1: "),
                List.of("server: *nobody", "line 1, column 9: "),
                List.of("server: &a {port: *a}", "line 1, column 9: server.port: a mapping (expected: a whole number"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsToldWithItsPlace(List<String> mistake) {
        assertThat(problems(mistake.get(0))).singleElement().asString().contains("tidings.yaml " + mistake.get(1));
    }

    @Test
    void allMistakesAreToldAtOnce() {
        assertThat(problems("""
                server: {prot: 1, drain: {streams: 7}}
                lgo: {}
                access: {jwts: {}}
                """)).hasSize(4);
    }

    @Test
    void everyProblemIsOneLine() {
        assertThat(problems("server: {port: \"1\n\n\n"))
                .allMatch(problem -> problem.lines().count() == 1);
    }

    @Test
    void whatWouldEndALineOrSteerATerminalIsShownAsItsCode() {
        assertThat(problems("\"a\\nb\\r\\e[2J\": 1"))
                .singleElement()
                .asString()
                .contains("unknown key 'a\\nb\\u000d\\u001b[2J'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: \"\\u",
                "a: \"\\x\"",
                "a: \"\\uD800\"",
                "a: \"\\U99999999\"",
                "a: %FF",
                "a: !<%> b",
                "%YAML 9999999999.1\n---\n"
            })
    void anEscapeThatIsNoneIsAMistake(String yaml) {
        assertThat(problems(yaml)).singleElement().asString().contains("tidings.yaml");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- ", "? "})
    void aFileThatIsNestedTooDeepIsAMistake(String level) {
        assertThat(problems(level.repeat(5_000)))
                .singleElement()
                .asString()
                .contains("nested too deep (expected: at most 100 levels)");
    }

    @Test
    void aFileThatIsNotThereIsAMistake() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(
                        () -> ConfigurationLoader.load(Optional.of(folder.resolve("none.yaml")), Map.of(), Map.of()))
                .withMessageEndingWith("none.yaml: no such file");
    }

    @Test
    void aFileThatIsNoTextIsAMistake() throws Exception {
        Path file = Files.write(folder.resolve("tidings.yaml"), new byte[] {'a', (byte) 0xC3, '('});

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> ConfigurationLoader.load(Optional.of(file), Map.of(), Map.of()))
                .withMessageEndingWith("tidings.yaml: not UTF-8 text");
    }

    private List<String> problems(String yaml) {
        try {
            load(yaml);
            return List.of();
        } catch (ConfigurationException e) {
            return e.problems();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Configuration load(String yaml) throws ConfigurationException, IOException {
        Path file = Files.writeString(folder.resolve("tidings.yaml"), yaml);
        return ConfigurationLoader.load(Optional.of(file), Map.of(), Map.of());
    }
}
