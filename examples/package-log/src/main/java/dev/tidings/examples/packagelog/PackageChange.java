package dev.tidings.examples.packagelog;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One line of dpkg's log, as {@code man dpkg} describes it under "log file".
 *
 * <pre>
 *   2026-01-02 10:11:12 startup archives unpack
 *   2026-01-02 10:11:12 status  half-installed libfoo:amd64 1.2-3
 *   2026-01-02 10:11:12 install libfoo:amd64 &lt;none&gt; 1.2-3
 *   2026-01-02 10:11:12 conffile /etc/foo keep
 * </pre>
 *
 * @param time as the log has it, in the machine's own zone, which it does not name
 * @param action {@code status}, {@code startup}, {@code conffile}, or what is done to a package: {@code install},
 *     {@code upgrade}, ...
 * @param name the package, or empty where the line is about none
 * @param architecture of the package, or empty where the line does not name one
 * @param words what else the line says, in order
 */
record PackageChange(String time, String action, String name, String architecture, List<String> words) {
    /** These take the package, its installed version and its available version. */
    private static final Set<String> ACTIONS =
            Set.of("install", "upgrade", "configure", "trigproc", "disappear", "remove", "purge");

    /** Empty if the line has another form. */
    static Optional<PackageChange> parse(String line) {
        String[] parts = line.split(" ", -1);
        if (parts.length < 5 || !isTime(parts[0], parts[1])) return Optional.empty();
        String time = parts[0] + "T" + parts[1];
        String action = parts[2];
        if (parts.length == 5 && (action.equals("startup") || action.equals("conffile"))) {
            return Optional.of(new PackageChange(time, action, "", "", List.of(parts[3], parts[4])));
        }
        if (parts.length != 6) return Optional.empty();
        if (action.equals("status")) return about(parts[4], time, action, List.of(parts[3], parts[5]));
        if (ACTIONS.contains(action)) return about(parts[3], time, action, List.of(parts[4], parts[5]));
        return Optional.empty();
    }

    private static Optional<PackageChange> about(String named, String time, String action, List<String> words) {
        int colon = named.indexOf(':');
        String name = colon < 0 ? named : named.substring(0, colon);
        String architecture = colon < 0 ? "" : named.substring(colon + 1);
        if (name.isEmpty() || words.contains("")) return Optional.empty();
        return Optional.of(new PackageChange(time, action, name, architecture, words));
    }

    private static boolean isTime(String date, String clock) {
        return date.matches("\\d{4}-\\d{2}-\\d{2}") && clock.matches("\\d{2}:\\d{2}:\\d{2}");
    }
}
