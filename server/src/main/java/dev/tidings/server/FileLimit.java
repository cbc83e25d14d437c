package dev.tidings.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How many files this process may have open. */
final class FileLimit {

    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final String NAME = "Max open files";

    /** What is assumed where the system does not say: the smallest limit in common use. */
    private static final int UNKNOWN = 1024;

    private FileLimit() {}

    static int read() {
        try {
            return parse(Files.readAllLines(LIMITS));
        } catch (IOException notLinux) {
            return UNKNOWN;
        }
    }

    /** Takes the soft limit: {@code Max open files   1048576   1048576   files}. */
    static int parse(List<String> lines) {
        for (String line : lines) {
            if (line.startsWith(NAME)) {
                String limits = line.substring(NAME.length()).strip();
                int space = limits.indexOf(' ');
                String soft = space < 0 ? limits : limits.substring(0, space);
                if (soft.equals("unlimited")) {
                    return Integer.MAX_VALUE;
                }
                return (int) Math.min(Long.parseLong(soft), Integer.MAX_VALUE);
            }
        }
        return UNKNOWN;
    }
}
