package dev.tidings.cli.config;

import dev.tidings.cli.config.Configuration.Value;
import dev.tidings.cli.config.YamlFile.Entry;
import dev.tidings.server.access.Access;
import dev.tidings.server.subscribe.EndpointConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Brings together what the file, the environment and the flags say. A value that another one overrides is checked all the
 * same.
 */
public final class ConfigurationLoader {

    /** Read if it stands in the working folder and no other file is named. */
    public static final String DEFAULT_FILE = "tidings.yaml";

    private static final String ENDPOINTS = "endpoints";
    private static final String ACCESS = "access";

    private final List<String> problems = new ArrayList<>();
    private final Map<Setting<?>, Value<?>> values = new LinkedHashMap<>();
    private final List<Value<EndpointConfig>> endpoints = new ArrayList<>();
    private Value<Access> access = new Value<>(Access.development(), Origin.DEFAULT);

    private ConfigurationLoader() {}

    /**
     * Reads everything that can be set.
     *
     * @param file the file, or nothing for {@code tidings.yaml} in the working folder if there is one
     * @param flags what stood behind the flag of each setting
     * @throws ConfigurationException if anything is wrong; it tells all of it
     */
    public static Configuration load(
            Optional<Path> file, Map<String, String> environment, Map<Setting<?>, String> flags)
            throws ConfigurationException {
        Optional<Path> found = file.or(() -> Optional.of(Path.of(DEFAULT_FILE)).filter(Files::exists));
        return new ConfigurationLoader().read(found, environment, flags);
    }

    private Configuration read(Optional<Path> file, Map<String, String> environment, Map<Setting<?>, String> flags)
            throws ConfigurationException {
        for (Setting<?> setting : Settings.all()) {
            values.put(setting, new Value<>(setting.initial().get(), Origin.DEFAULT));
        }
        file.ifPresent(this::readFile);
        Environment.settings(environment, problems)
                .forEach((setting, text) -> set(setting, text, Origin.environment(setting.variable())));
        flags.forEach((setting, text) -> set(setting, text, Origin.flag(flagName(setting))));
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        return new Configuration(file, values, access, endpoints);
    }

    private static String flagName(Setting<?> setting) {
        Setting.Flag flag = setting.flag();
        if (flag == null) {
            throw new IllegalArgumentException("setting: " + setting.name() + " (expected: one that has a flag)");
        }
        return flag.name();
    }

    private void set(Setting<?> setting, String text, Origin origin) {
        try {
            values.put(setting, new Value<>(setting.kind().parse(text), origin));
        } catch (IllegalArgumentException e) {
            problems.add(origin.words() + ": " + setting.name() + ": " + e.getMessage());
        }
    }

    private void readFile(Path file) {
        YamlFile yaml = new YamlFile(file);
        yaml.document().ifPresent(root -> readSection(yaml, root, ""));
        problems.addAll(yaml.problems());
    }

    /** Reads the mapping whose keys continue the names of settings that begin with the prefix. */
    private void readSection(YamlFile yaml, Node node, String prefix) {
        String what = prefix.isEmpty() ? "the file" : prefix.substring(0, prefix.length() - 1);
        for (Entry entry : yaml.entries(node, what, keys(prefix))) {
            String path = prefix + entry.key();
            Optional<Setting<?>> setting = Settings.byName(path);
            if (setting.isPresent()) {
                readValue(yaml, entry.value(), setting.get());
            } else if (path.equals(ENDPOINTS)) {
                endpoints.addAll(new EndpointReader(yaml).read(entry.value()));
            } else if (path.equals(ACCESS)) {
                new AccessReader(yaml)
                        .read(entry.value())
                        .ifPresent(read -> access = new Value<>(read, Origin.file(yaml.place(entry.keyNode()))));
            } else {
                readSection(yaml, entry.value(), path + ".");
            }
        }
    }

    private static Set<String> keys(String prefix) {
        Set<String> keys = new LinkedHashSet<>();
        for (Setting<?> setting : Settings.all()) {
            if (setting.name().startsWith(prefix)) {
                keys.add(setting.name().substring(prefix.length()).split("\\.", 2)[0]);
            }
        }
        if (prefix.isEmpty()) {
            keys.add(ENDPOINTS);
            keys.add(ACCESS);
        }
        return keys;
    }

    private <T> void readValue(YamlFile yaml, Node node, Setting<T> setting) {
        yaml.value(node, setting.name(), setting.kind())
                .map(value -> setting.kind().inFile(value, yaml.folder()))
                .ifPresent(value -> values.put(setting, new Value<>(value, Origin.file(yaml.place(node)))));
    }
}
