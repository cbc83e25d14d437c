package dev.tidings.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the kernel tells of the hub's process, on Linux and on the same machine. */
final class HubProcess {
    /** 100 ticks a second: what Linux promises to user space in /proc, whatever the kernel's own clock. */
    private static final double TICK_SECONDS = 0.01;

    /** "Total", how many objects, how many bytes. */
    private static final Pattern HEAP_TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

    private final long pid;
    private final Path folder;

    HubProcess(long pid) {
        this.pid = pid;
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

    /**
     * What is reachable on its heap, after a garbage collection that this causes.
     *
     * @return 0 if this Java has no {@code jcmd}, or the process is no Java that it may talk to
     */
    long liveHeapBytes() {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        if (!Files.isExecutable(jcmd)) return 0;
        try {
            // A file, not a pipe: if the hub is this process, nobody would empty the pipe while its threads stand
            // still.
            Path answer = Files.createTempFile("tidings-load", ".txt");
            try {
                return liveHeapBytes(jcmd, answer);
            } finally {
                Files.delete(answer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /** The histogram holds what a full collection has left; its last line adds that up, whichever collector it was. */
    private long liveHeapBytes(Path jcmd, Path answer) throws IOException, InterruptedException {
        new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.class_histogram")
                .redirectErrorStream(true)
                .redirectOutput(answer.toFile())
                .start()
                .waitFor();
        Matcher total = HEAP_TOTAL.matcher(Files.readString(answer));
        return total.find() ? Long.parseLong(total.group(1)) : 0;
    }

    private String read(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
