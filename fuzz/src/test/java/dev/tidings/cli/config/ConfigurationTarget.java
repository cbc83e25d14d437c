package dev.tidings.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A configuration file: it is refused with what is wrong, each in a line of its own, or every value can be written and read again. */
public final class ConfigurationTarget {

    private static final Path FILE = file();

    private ConfigurationTarget() {}

    private static Path file() {
        try {
            Path folder = Files.createTempDirectory("tidings-fuzz");
            folder.toFile().deleteOnExit();
            Path file = folder.resolve("tidings.yaml");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public static void fuzzerTestOneInput(byte[] yaml) throws IOException {
        Files.write(FILE, yaml);
        try {
            Configuration read = ConfigurationLoader.load(Optional.of(FILE), Map.of(), Map.of());
            Settings.all().forEach(setting -> survives(read, setting));
        } catch (ConfigurationException refused) {
            assertThat(refused.problems())
                    .isNotEmpty()
                    .allSatisfy(problem -> assertThat(problem).startsWith(FILE.toString()));
        }
    }

    private static <T> void survives(Configuration read, Setting<T> setting) {
        String text = read.text(setting);
        assertThat(setting.kind().parse(text))
                .as("%s: %s", setting.name(), text)
                .isEqualTo(read.get(setting));
    }
}
