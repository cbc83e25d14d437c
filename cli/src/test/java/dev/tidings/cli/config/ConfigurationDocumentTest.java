package dev.tidings.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/configuration.md says what the table of settings says. */
class ConfigurationDocumentTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "configuration.md");
    private static final Pattern EXAMPLE = Pattern.compile("(?s)```yaml\\n(.*?)```");

    @TempDir
    private Path folder;

    @Test
    void everySettingIsDocumentedAsItIs() throws IOException {
        String expected = Settings.all().stream()
                .map(ConfigurationDocumentTest::row)
                .collect(Collectors.joining("\n", "| setting | default | |\n|---|---|---|\n", "\n"));
        Files.writeString(Path.of("target", "settings.md"), expected);

        assertThat(Files.readString(DOCUMENT))
                .as("the table between the two marks; cli/target/settings.md is what it should be")
                .contains("<!-- settings -->\n" + expected + "<!-- end of settings -->\n");
    }

    @Test
    void everyExampleIsValid() throws Exception {
        List<String> examples = EXAMPLE.matcher(Files.readString(DOCUMENT))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();

        assertThat(examples).isNotEmpty();
        Files.writeString(folder.resolve("ticket-secret"), "a secret of the examples that is long enough");
        for (String example : examples) {
            Path file = Files.writeString(folder.resolve("tidings.yaml"), example);
            assertThat(ConfigurationLoader.load(Optional.of(file), Map.of(), Map.of()))
                    .isNotNull();
        }
    }

    private static String row(Setting<?> setting) {
        StringBuilder names = new StringBuilder("`" + setting.name() + "`<br>`" + setting.variable() + "`");
        Setting.Flag flag = setting.flag();
        if (flag != null) {
            names.append("<br>`").append(flag.name()).append('`');
        }
        return "| " + names + " | " + setting.initialWords() + " | " + setting.description() + " *"
                + Character.toUpperCase(setting.reason().charAt(0))
                + setting.reason().substring(1) + ".* |";
    }
}
