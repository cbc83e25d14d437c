package dev.tidings.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel tells of the hub's process, on Linux and on the same machine. */
final class HubProcess {
    /** 100 ticks a second: what Linux promises to user space in /proc, whatever the kernel's own clock. */
    private static final double TICK_SECONDS = 0.01;

    private final Path folder;

    HubProcess(long pid) {
        this.folder = Path.of("/proc", Long.toString(pid));
    }

    /** CPU time of all its threads, in user and kernel mode. */
    double cpuSeconds() {
        // The second field is the program's name in parentheses, and may hold spaces.
        String stat = read("stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_SECONDS;
    }

    long residentBytes() {
        for (String line : read("status").split("\n")) {
            if (line.startsWith("VmRSS:")) return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
        throw new IllegalStateException(folder + "/status: no VmRSS");
    }

    private String read(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
