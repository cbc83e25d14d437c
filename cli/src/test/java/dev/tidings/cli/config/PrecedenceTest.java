package dev.tidings.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrecedenceTest {

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void writeFile() throws IOException {
        file = Files.writeString(folder.resolve("tidings.yaml"), "server: {host: from.file, port: 1}");
    }

    @Test
    void theFlagWinsOverTheEnvironmentAndThatOverTheFileAndThatOverTheDefault() throws Exception {
        Map<String, String> environment = Map.of("TIDINGS_SERVER_PORT", "2");
        Map<Setting<?>, String> flags = Map.of(Settings.PORT, "3");

        assertThat(port(Optional.empty(), Map.of(), Map.of())).isEqualTo("8080 default");
        assertThat(port(Optional.of(file), Map.of(), Map.of())).isEqualTo("1 " + file + " line 1");
        assertThat(port(Optional.of(file), environment, Map.of())).isEqualTo("2 environment TIDINGS_SERVER_PORT");
        assertThat(port(Optional.of(file), environment, flags)).isEqualTo("3 flag --port");
    }

    @Test
    void aFlagThatStandsForAValueWinsTooAndMakesTheOverriddenOneHarmless() throws Exception {
        Files.writeString(file, "log: {kind: rocksdb}");

        Configuration configuration =
                ConfigurationLoader.load(Optional.of(file), Map.of(), Map.of(Settings.LOG_KIND, "memory"));

        assertThat(configuration.get(Settings.LOG_KIND)).isEqualTo(LogKind.MEMORY);
    }

    @Test
    void aWrongValueIsToldEvenIfAnotherOverridesIt() {
        assertThat(problems(Map.of("TIDINGS_SERVER_PORT", "many"), Map.of(Settings.PORT, "3")))
                .containsExactly("environment TIDINGS_SERVER_PORT: server.port: 'many'"
                        + " (expected: a whole number from 0 to 65535)");
    }

    @Test
    void everySettingHasAVariableOfItsOwn() {
        Set<String> variables = new HashSet<>();
        for (Setting<?> setting : Settings.all()) {
            assertThat(setting.variable()).matches("TIDINGS(_[A-Z]+)+");
            assertThat(variables.add(setting.variable())).as(setting.variable()).isTrue();
        }
        assertThat(Settings.EVENT_LOOPS.variable()).isEqualTo("TIDINGS_SERVER_EVENT_LOOPS");
        assertThat(Settings.LOG_RETAIN_BYTES.variable()).isEqualTo("TIDINGS_LOG_RETAIN_BYTES");
    }

    @Test
    void everyDefaultIsAValueThatItsOwnRulesAllow() {
        Settings.all().forEach(PrecedenceTest::checkDefault);
    }

    @Test
    void anUnknownVariableIsToldWithTheNearestKnownOne() {
        assertThat(problems(Map.of("TIDINGS_SERVER_PROT", "1", "TIDINGS_COLOUR", "red"), Map.of()))
                .containsExactly(
                        "environment: unknown variable TIDINGS_COLOUR ("
                                + "server.port has TIDINGS_SERVER_PORT, and so on; `tidings check` lists the settings)",
                        "environment: unknown variable TIDINGS_SERVER_PROT (did you mean TIDINGS_SERVER_PORT?)");
    }

    @ParameterizedTest
    @CsvSource({
        "TIDINGS_JAVA_OPTS, -Xmx1g",
        "TIDINGS_URL, http://127.0.0.1:8080",
        "TIDINGS_TOKEN, tk_1",
        "TIDINGS_MVN_OPTS, -o",
        "TIDINGS_JAVA_HOME, /opt/java",
        "TIDINGS_SERVICE_HOST, 10.0.0.7",
        "TIDINGS_SERVICE_PORT_HTTP, 80",
        "TIDINGS_PORT, tcp://10.0.0.7:80",
        "TIDINGS_PORT_80_TCP_ADDR, 10.0.0.7",
        "TIDINGS_SERVER_SERVICE_HOST, 10.0.0.7",
        "TIDINGS_SERVER_PORT, tcp://10.0.0.7:80"
    })
    void variablesOfTheLauncherAndOfKubernetesAreNoneOfOurs(String name, String value) throws Exception {
        assertThat(port(Optional.empty(), Map.of(name, value), Map.of())).isEqualTo("8080 default");
    }

    private List<String> problems(Map<String, String> environment, Map<Setting<?>, String> flags) {
        try {
            ConfigurationLoader.load(Optional.of(file), environment, flags);
            return List.of();
        } catch (ConfigurationException e) {
            return e.problems();
        }
    }

    private static String port(Optional<Path> file, Map<String, String> environment, Map<Setting<?>, String> flags)
            throws ConfigurationException {
        Configuration configuration = ConfigurationLoader.load(file, environment, flags);
        return configuration.text(Settings.PORT) + " "
                + configuration.origin(Settings.PORT).words();
    }

    private static <T> void checkDefault(Setting<T> setting) {
        String text = setting.kind().format(setting.initial().get());
        assertThat(setting.kind().parse(text))
                .as(setting.name())
                .isEqualTo(setting.initial().get());
    }
}
