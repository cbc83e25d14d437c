package dev.tidings.cli;

import static java.util.Objects.requireNonNull;

import dev.tidings.log.rocksdb.tools.LogInfo;
import dev.tidings.log.rocksdb.tools.LogTools;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints what there is to know of a log. */
@Command(
        name = "info",
        header = "Show what the log holds.",
        description = {
            "Prints how many events are retained and how old they are, the epochs (one for each opening), the segments"
                    + " (what retention drops as a whole) and what all of it takes of the disk. Works while a hub has the"
                    + " log open, and when none has; it changes nothing, and needs no right to write.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  tidings log info",
            "  tidings log info --data /backup/2026-11-26",
            "  tidings log info --json | jq .oldest.ageSeconds"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:It was printed.",
            "1:There is no log, or it cannot be read.",
            "2:The command line or the configuration is wrong."
        },
        optionListHeading = "Options:%n",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        versionProvider = BuildVersion.class)
final class LogInfoCommand implements Callable<Integer> {

    private final Map<String, String> environment;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private LogFolderOption log = new LogFolderOption();

    @Option(names = "--json", description = "As one JSON object, for programs. Names are only ever added.")
    private boolean json;

    LogInfoCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws CommandFailedException {
        CommandSpec command = requireNonNull(spec, "spec");
        Path folder = log.folder(command, environment);
        LogInfo info = LogFolderOption.answer(() -> LogTools.info(folder));
        PrintWriter out = command.commandLine().getOut();
        if (json) {
            out.println(LogInfoJson.of(folder, info, Instant.now()));
        } else {
            LogInfoText.print(folder, info, Instant.now(), out);
        }
        out.flush();
        return 0;
    }
}
