package dev.tidings.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into {@code version.txt}. */
final class BuildVersion implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
        try (InputStream text = BuildVersion.class.getResourceAsStream("version.txt")) {
            return new String[] {
                "tidings "
                        + new String(Objects.requireNonNull(text, "version.txt").readAllBytes(), UTF_8).strip()
            };
        }
    }
}
