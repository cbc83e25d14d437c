package dev.tidings.cli;

import java.io.PrintWriter;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code tidings} command: its subcommands do the work. */
@Command(
        name = "tidings",
        description = "Server-Sent Events that reach exactly whom they are for.",
        footer = {
            "",
            "Start here:",
            "  tidings serve           # then open http://127.0.0.1:8080",
            "  tidings serve --help    # every option, with examples",
            "  tidings log --help      # what the hub retains: look at it, back it up, check it",
            "",
            "Configuration: tidings.yaml, see docs/configuration.md; `tidings check` explains yours."
        },
        mixinStandardHelpOptions = true,
        versionProvider = BuildVersion.class)
public final class Main implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    private Main() {}

    public static void main(String[] args) {
        int exitCode = commandLine(System.getenv()).execute(args);
        Logging.stop();
        System.exit(exitCode);
    }

    static CommandLine commandLine(Map<String, String> environment) {
        CommandLine line = new CommandLine(new Main());
        for (Object command : List.of(new ServeCommand(environment), new CheckCommand(environment))) {
            CommandSpec subcommand = SettingOptions.addTo(CommandSpec.forAnnotatedObject(command));
            line.addSubcommand(subcommand.name(), subcommand);
        }
        line.addSubcommand("log", LogCommand.spec(environment));
        line.addSubcommand("hash-key", new HashKeyCommand());
        line.addSubcommand("subscribe", new SubscribeCommand(environment));
        line.addSubcommand("publish", new PublishCommand(environment));
        line.addSubcommand("bench", new BenchCommand(environment));
        line.addSubcommand("token", new TokenCommand(environment));
        line.addSubcommand("completion", new CompletionCommand());
        line.setUsageHelpWidth(100);
        // An argument such as @file means what its command says.
        line.setExpandAtFiles(false);
        line.setParameterExceptionHandler(Main::explainUsage);
        line.setExecutionExceptionHandler(Main::explainFailure);
        return line;
    }

    @Override
    public void run() {
        CommandLine line = Objects.requireNonNull(spec, "spec").commandLine();
        List<String> known = List.copyOf(line.getSubcommands().keySet());
        throw new ParameterException(
                line,
                "a command is missing: " + String.join(", ", known.subList(0, known.size() - 1)) + " or "
                        + known.get(known.size() - 1));
    }

    private static int explainUsage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        tell(
                command.getErr(),
                "tidings",
                e.getMessage() + " (see `" + command.getCommandSpec().qualifiedName() + " --help`)");
        return CommandFailedException.USAGE;
    }

    private static int explainFailure(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        if (e instanceof CommandFailedException failed) {
            failed.reasons().forEach(reason -> tell(command, reason));
            return failed.exitCode();
        }
        tell(command, "unexpected " + e + " (`--log-level debug` tells more)");
        System.getLogger(Main.class.getName()).log(Level.DEBUG, "unexpected", e);
        return CommandFailedException.FAILURE;
    }

    /** One line on standard error. */
    static void tell(CommandLine command, String message) {
        boolean named = command.getCommandSpec().userObject() instanceof HubCommand;
        tell(command.getErr(), named ? command.getCommandSpec().qualifiedName() : "tidings", message);
    }

    private static void tell(PrintWriter err, String who, String message) {
        err.println(who + ": " + message.replaceAll("\\s*\\R\\s*", " "));
        err.flush();
    }
}
