package dev.tidings.cli;

import dev.tidings.cli.config.Configuration;
import dev.tidings.cli.config.ConfigurationException;
import dev.tidings.cli.config.ConfigurationLoader;
import dev.tidings.cli.config.Setting;
import dev.tidings.cli.config.Settings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The options of a command that stand for settings. */
final class SettingOptions {

    private SettingOptions() {}

    /** Gives the command an option for every setting that has a flag. */
    static CommandSpec addTo(CommandSpec command) {
        return addTo(command, Settings.all());
    }

    /** Gives the command an option for each of these settings that has a flag. */
    static CommandSpec addTo(CommandSpec command, List<Setting<?>> settings) {
        for (Setting<?> setting : settings) {
            Setting.Flag flag = setting.flag();
            if (flag != null) {
                command.addOption(option(setting, flag));
            }
        }
        return command;
    }

    private static OptionSpec option(Setting<?> setting, Setting.Flag flag) {
        OptionSpec.Builder option = OptionSpec.builder(flag.name());
        if (flag.meaning() != null) {
            return option.arity("0")
                    .type(boolean.class)
                    .description(setting.description() + " Same as " + setting.name() + ": " + flag.meaning() + ".")
                    .build();
        }
        return option.arity("1")
                .type(String.class)
                .paramLabel(flag.name().substring(2).replaceAll(".*-", "").toUpperCase(Locale.ROOT))
                .description(setting.description() + " Default: " + setting.initialWords() + ".")
                .build();
    }

    /** Loads the configuration as the file, the environment and the options of this command line say. */
    static Configuration load(CommandSpec command, Optional<Path> file, Map<String, String> environment)
            throws ConfigurationException {
        ParseResult parsed = command.commandLine().getParseResult();
        Map<Setting<?>, String> flags = new LinkedHashMap<>();
        for (Setting<?> setting : Settings.all()) {
            Setting.Flag flag = setting.flag();
            if (flag != null && parsed.hasMatchedOption(flag.name())) {
                flags.put(
                        setting, flag.meaning() != null ? flag.meaning() : parsed.matchedOptionValue(flag.name(), ""));
            }
        }
        return ConfigurationLoader.load(file, environment, flags);
    }
}
