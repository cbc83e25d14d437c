package dev.tidings.cli;

import static java.util.Objects.requireNonNull;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints what makes a shell complete commands and options. */
@Command(
        name = "completion",
        header = "Print a script by which bash or zsh completes commands and options.",
        description = {"One script for both shells. It knows the commands of this version.", ""},
        footer = {
            "",
            "Examples:",
            "  source <(tidings completion)                                      # in this shell",
            "  tidings completion > ~/.local/share/bash-completion/completions/tidings   # bash, from now on",
            "  echo 'source <(tidings completion)' >> ~/.zshrc                   # zsh, from now on"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:There it is.", "2:The command line is wrong."},
        mixinStandardHelpOptions = true,
        versionProvider = BuildVersion.class)
final class CompletionCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine command = requireNonNull(spec, "spec").commandLine();
        CommandLine tidings = requireNonNull(command.getParent(), "parent");
        PrintWriter out = command.getOut();
        out.print(AutoComplete.bash(tidings.getCommandName(), tidings));
        out.flush();
        return 0;
    }
}
