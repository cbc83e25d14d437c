package dev.tidings.cli;

import static java.util.Objects.requireNonNull;

import dev.tidings.server.access.ApiKey;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Makes a key for a program, and what the configuration keeps of it. */
@Command(
        name = "hash-key",
        header = "Make a key for a program that publishes.",
        description = {
            "Prints a new key and its hash. The program sends the key, as `Authorization: Bearer tk_...`; the configuration has the hash,"
                    + " from which nobody can tell the key. The key is shown this once.",
            ""
        },
        footer = {
            "",
            "Example, in tidings.yaml:",
            "  access:",
            "    keys:",
            "      - name: billing",
            "        hash: sha256:...",
            "        publish: [{topics: [\"invoice.**\"], attributes: {tenant: [\"7\"]}}]"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:There they are.", "2:The command line is wrong."},
        mixinStandardHelpOptions = true,
        versionProvider = BuildVersion.class)
final class HashKeyCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        String key = ApiKey.generate(new SecureRandom());
        PrintWriter out = requireNonNull(spec, "spec").commandLine().getOut();
        out.println("key:  " + key);
        out.println("hash: " + ApiKey.hash(key));
        out.flush();
        return 0;
    }
}
