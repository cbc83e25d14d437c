package dev.tidings.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the kernel tells of the server's processes, on Linux and on the same machine; of none of them if none are known. One that has
 * ended counts with what it was last seen to have. Not thread-safe.
 */
final class HubProcess {
    /** 100 ticks a second: what Linux promises to user space in /proc, whatever the kernel's own clock. */
    private static final double TICK_SECONDS = 0.01;

    /** "Total", how many objects, how many bytes. */
    private static final Pattern HEAP_TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

    private final List<Long> pids;
    private final double[] cpuSeconds;
    private final long[] residentBytes;
    private boolean hasEnded;

    HubProcess(List<Long> pids) {
        this.pids = pids;
        this.cpuSeconds = new double[pids.size()];
        this.residentBytes = new long[pids.size()];
    }

    boolean isKnown() {
        return !pids.isEmpty();
    }

    /** Whether one of them was not there any more when it was asked for. */
    boolean hasEnded() {
        return hasEnded;
    }

    /** CPU time of all their threads, in user and kernel mode. */
    double cpuSeconds() {
        for (int i = 0; i < cpuSeconds.length; i++) {
            // The second field is the program's name in parentheses, and may hold spaces.
            String stat = read(pids.get(i), "stat");
            String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
            if (fields.length < 13) continue;
            cpuSeconds[i] = (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_SECONDS;
        }
        return Arrays.stream(cpuSeconds).sum();
    }

    long residentBytes() {
        for (int i = 0; i < residentBytes.length; i++) {
            for (String line : read(pids.get(i), "status").split("\n")) {
                if (line.startsWith("VmRSS:")) residentBytes[i] = Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        return Arrays.stream(residentBytes).sum();
    }

    /**
     * What is reachable on their heaps, after a garbage collection that this causes.
     *
     * @return 0 if this Java has no {@code jcmd}, or no process is a Java that it may talk to
     */
    long liveHeapBytes() {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        if (!Files.isExecutable(jcmd)) return 0;
        try {
            // A file, not a pipe: if the hub is this process, nobody would empty the pipe while its threads stand
            // still.
            Path answer = Files.createTempFile("tidings-load", ".txt");
            try {
                long sum = 0;
                for (long pid : pids) {
                    // Another program would take what jcmd sends it, SIGQUIT, for an order to end.
                    if (isJava(pid)) sum += liveHeapBytes(jcmd, pid, answer);
                }
                return sum;
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
    private long liveHeapBytes(Path jcmd, long pid, Path answer) throws IOException, InterruptedException {
        new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.class_histogram")
                .redirectErrorStream(true)
                .redirectOutput(answer.toFile())
                .start()
                .waitFor();
        Matcher total = HEAP_TOTAL.matcher(Files.readString(answer));
        return total.find() ? Long.parseLong(total.group(1)) : 0;
    }

    private boolean isJava(long pid) throws IOException {
        Path program = Path.of("/proc", Long.toString(pid), "exe");
        return Files.exists(program) && program.toRealPath().endsWith("java");
    }

    /** Nothing if the process has ended. */
    private String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file));
        } catch (IOException gone) {
            hasEnded = true;
            return "";
        }
    }
}
