package dev.tidings.cli.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The variables that begin with {@code TIDINGS_}. */
final class Environment {

    private static final String PREFIX = "TIDINGS_";

    /** Read by the launcher {@code ./tidings}, before there is a JVM, and by commands for a hub elsewhere. */
    private static final Set<String> NO_SETTINGS =
            Set.of("TIDINGS_JAVA_HOME", "TIDINGS_JAVA_OPTS", "TIDINGS_MVN_OPTS", "TIDINGS_URL", "TIDINGS_TOKEN");

    /*
     * Kubernetes puts the addresses of every service into every container, so a service named "tidings" would look like
     * a wrong setting, and one named "tidings-server" like a wrong port: TIDINGS_SERVER_PORT=tcp://10.0.0.7:80.
     */
    private static final Pattern SERVICE = Pattern.compile(
            "TIDINGS_(.+_)?(SERVICE_(HOST|PORT)(_.+)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

    private Environment() {}

    /** The settings that the environment sets, unparsed. */
    static Map<Setting<?>, String> settings(Map<String, String> environment, List<String> problems) {
        Map<String, Setting<?>> known = new LinkedHashMap<>();
        for (Setting<?> setting : Settings.all()) {
            known.put(setting.variable(), setting);
        }
        Map<Setting<?>, String> found = new LinkedHashMap<>();
        new TreeMap<>(environment).forEach((name, value) -> {
            if (!name.startsWith(PREFIX) || NO_SETTINGS.contains(name) || isServiceLink(name, value)) {
                return;
            }
            Setting<?> setting = known.get(name);
            if (setting == null) {
                problems.add("environment: unknown variable " + name + " ("
                        + Nearest.to(name, new ArrayList<>(known.keySet()))
                                .map(nearest -> "did you mean " + nearest + "?")
                                .orElse(
                                        "server.port has TIDINGS_SERVER_PORT, and so on; `tidings check` lists the settings")
                        + ")");
            } else {
                found.put(setting, value);
            }
        });
        return found;
    }

    private static boolean isServiceLink(String name, String value) {
        return SERVICE.matcher(name).matches() || (name.endsWith("_PORT") && value.contains("://"));
    }
}
