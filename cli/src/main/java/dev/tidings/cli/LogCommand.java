package dev.tidings.cli;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands about the log of a hub; this one only holds them together. */
@Command(
        name = "log",
        header = "Look at the log of a hub, back it up, check it.",
        description = {
            "The log is the folder in which a hub retains its events: `log.directory`, or --data. It is found as `tidings"
                    + " serve` finds it: by --config, the environment, tidings.yaml in the working folder, and"
                    + " ./tidings-data if none of them says anything.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  tidings log info                            # beside a running hub, too",
            "  tidings log backup /backup/2026-11-26       # likewise",
            "  tidings log check --data /backup/2026-11-26",
            "  tidings serve --data /backup/2026-11-26     # restores it: clients are told of a gap",
            "",
            "docs/operating-log.md says more."
        },
        mixinStandardHelpOptions = true,
        versionProvider = BuildVersion.class)
final class LogCommand implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    private LogCommand() {}

    static CommandSpec spec(Map<String, String> environment) {
        CommandSpec log = CommandSpec.forAnnotatedObject(new LogCommand());
        for (Object command : List.of(
                new LogInfoCommand(environment), new LogBackupCommand(environment), new LogCheckCommand(environment))) {
            CommandSpec subcommand =
                    SettingOptions.addTo(CommandSpec.forAnnotatedObject(command), LogFolderOption.SETTINGS);
            log.addSubcommand(subcommand.name(), subcommand);
        }
        return log;
    }

    @Override
    public void run() {
        throw new ParameterException(
                Objects.requireNonNull(spec, "spec").commandLine(), "a command is missing: info, backup or check");
    }
}
