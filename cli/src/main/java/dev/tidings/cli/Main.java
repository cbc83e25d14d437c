package dev.tidings.cli;

import static java.util.Objects.requireNonNull;

import java.io.PrintWriter;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
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

    private static final String SERVE = "serve";

    @Spec
    private @Nullable CommandSpec spec;

    private Main() {}

    public static void main(String[] args) {
        boolean serves = args.length > 0 && args[0].equals(SERVE);
        CommandLine line = serves ? commandLine(System.getenv(), List.of(SERVE)) : commandLine(System.getenv());
        int exitCode = line.execute(args);
        Logging.stop();
        System.exit(exitCode);
    }

    static CommandLine commandLine(Map<String, String> environment) {
        return commandLine(environment, commands(environment).keySet());
    }

    /** Knows only some of the commands: a hub that starts does not wait for options that it has no use for. */
    private static CommandLine commandLine(Map<String, String> environment, Collection<String> names) {
        CommandLine line = new CommandLine(new Main());
        Map<String, Supplier<CommandSpec>> commands = commands(environment);
        for (String name : names) {
            line.addSubcommand(name, requireNonNull(commands.get(name), name).get());
        }
        line.setUsageHelpWidth(100);
        // An argument such as @file means what its command says.
        line.setExpandAtFiles(false);
        line.setParameterExceptionHandler(Main::explainUsage);
        line.setExecutionExceptionHandler(Main::explainFailure);
        return line;
    }

    /** In the order in which help shows them. */
    private static Map<String, Supplier<CommandSpec>> commands(Map<String, String> environment) {
        Map<String, Supplier<CommandSpec>> commands = new LinkedHashMap<>();
        commands.put(SERVE, () -> SettingOptions.addTo(CommandSpec.forAnnotatedObject(new ServeCommand(environment))));
        commands.put(
                "check", () -> SettingOptions.addTo(CommandSpec.forAnnotatedObject(new CheckCommand(environment))));
        commands.put("log", () -> LogCommand.spec(environment));
        commands.put("hash-key", () -> CommandSpec.forAnnotatedObject(new HashKeyCommand()));
        commands.put("subscribe", () -> CommandSpec.forAnnotatedObject(new SubscribeCommand(environment)));
        commands.put("publish", () -> CommandSpec.forAnnotatedObject(new PublishCommand(environment)));
        commands.put("bench", () -> CommandSpec.forAnnotatedObject(new BenchCommand(environment)));
        commands.put("token", () -> CommandSpec.forAnnotatedObject(new TokenCommand(environment)));
        commands.put("completion", () -> CommandSpec.forAnnotatedObject(new CompletionCommand()));
        return commands;
    }

    @Override
    public void run() {
        CommandLine line = requireNonNull(spec, "spec").commandLine();
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
