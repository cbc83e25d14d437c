package dev.tidings.cli;

import static java.util.Objects.requireNonNull;

import dev.tidings.log.rocksdb.tools.LogBackup;
import dev.tidings.log.rocksdb.tools.LogTools;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Copies a log into another folder, while a hub goes on or not. */
@Command(
        name = "backup",
        header = "Copy the log into a folder, while the hub goes on.",
        description = {
            "The backup holds every event that was acknowledged before the command began, and is on the disk when it"
                    + " ends. A running hub makes it, as its own user, and goes on publishing. On the file system of the"
                    + " log most of it is hard links: quick, and without room of its own until the hub drops what they"
                    + " share. A backup for the case that this disk breaks has to be on another one.",
            "",
            "A backup is a log. To restore one, start a hub with --data on it, or better on a copy: its clients are told"
                    + " of a gap, since nobody knows what they have seen of what came after it.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  tidings log backup /backup/2026-11-26",
            "  tidings log check --data /backup/2026-11-26   # whether it can be read",
            "  tidings serve --data /backup/2026-11-26       # restores it"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:The backup is there.",
            "1:It could not be made, and nothing is left of it.",
            "2:The command line or the configuration is wrong."
        },
        parameterListHeading = "Parameters:%n",
        optionListHeading = "%nOptions:%n",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        versionProvider = BuildVersion.class)
final class LogBackupCommand implements Callable<Integer> {

    private final Map<String, String> environment;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private LogFolderOption log = new LogFolderOption();

    @Parameters(paramLabel = "DIR", description = "Where to: an empty folder, or one that is not there yet.")
    private @Nullable Path target;

    LogBackupCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws CommandFailedException {
        CommandSpec command = requireNonNull(spec, "spec");
        Path folder = log.folder(command, environment);
        Path absolute = requireNonNull(target, "target").toAbsolutePath();
        LogBackup backup = LogFolderOption.answer(() -> LogTools.backup(folder, absolute));
        PrintWriter out = command.commandLine().getOut();
        out.println("Backup in " + backup.folder() + ": " + Words.count(backup.events(), "event") + ", positions "
                + Words.positions(backup.earliest(), backup.head()) + ", last epoch " + backup.epoch() + ", "
                + Words.bytes(backup.bytes()) + ".");
        out.flush();
        return 0;
    }
}
