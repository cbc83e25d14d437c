package dev.tidings.cli;

import static java.util.Objects.requireNonNull;

import dev.tidings.log.rocksdb.tools.LogCheck;
import dev.tidings.log.rocksdb.tools.LogInfo;
import dev.tidings.log.rocksdb.tools.LogTools;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Reads everything in a log and says whether it is whole. */
@Command(
        name = "check",
        header = "Read the whole log and tell what is damaged.",
        description = {
            "Reads every file with its checksums, every event, and every list that replays go by, which must be what is"
                    + " made from the events again. Changes nothing. Needs a log that no hub has open: stop the hub, or"
                    + " make a backup and check that.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  tidings log check",
            "  tidings log backup /backup/now && tidings log check --data /backup/now   # while the hub goes on"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:It is whole.",
            "1:It is damaged, with a line for each place; or it cannot be checked.",
            "2:The command line or the configuration is wrong."
        },
        optionListHeading = "Options:%n",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        versionProvider = BuildVersion.class)
final class LogCheckCommand implements Callable<Integer> {

    private final Map<String, String> environment;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private LogFolderOption log = new LogFolderOption();

    LogCheckCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws CommandFailedException {
        CommandSpec command = requireNonNull(spec, "spec");
        Path folder = log.folder(command, environment);
        LogCheck check = LogFolderOption.answer(() -> LogTools.check(folder));
        PrintWriter out = command.commandLine().getOut();
        String readable = Words.count(check.events(), "event")
                + (check.events() == 0 ? "" : " from position " + check.first() + " to " + check.last());
        if (!check.isWhole()) {
            List<String> lines = new ArrayList<>();
            check.problems().forEach(problem -> lines.add("log in " + folder + ": " + problem));
            lines.add("log in " + folder + ": damaged; " + readable
                    + " can be read; restore a backup (`tidings serve --data DIR`), or choose another folder");
            throw new CommandFailedException(CommandFailedException.FAILURE, lines);
        }
        out.println("The log in " + folder + " is whole: " + readable + " in "
                + Words.count(check.segments(), "segment") + ", " + Words.count(check.lists(), "piece")
                + " of stored lists, " + Words.bytes(check.diskBytes()) + ".");
        if (check.state() == LogInfo.State.ENDED) {
            out.println("It was not closed in order: after a power cut, what was written last may be missing.");
        }
        out.flush();
        return 0;
    }
}
