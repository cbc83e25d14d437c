package dev.tidings.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Memory that the kernel of this machine, a Linux, has for its objects (sockets and files are some of them) and for what is in the
 * buffers of TCP. That of everything that runs here, so only a difference says something.
 */
final class KernelMemory {
    /** 4 KiB: the usual page; it is TCP's unit. */
    private static final long PAGE_BYTES = 4 << 10;

    private static final Pattern SLAB = Pattern.compile("(?m)^Slab:\\s+(\\d+) kB");
    private static final Pattern TCP_PAGES = Pattern.compile("(?m)^TCP:.* mem (\\d+)");

    private KernelMemory() {}

    /** 0 if this is no Linux. */
    static long bytes() {
        return number(Path.of("/proc/meminfo"), SLAB) * 1024
                + number(Path.of("/proc/net/sockstat"), TCP_PAGES) * PAGE_BYTES;
    }

    private static long number(Path file, Pattern pattern) {
        try {
            Matcher found = pattern.matcher(Files.readString(file));
            return found.find() ? Long.parseLong(found.group(1)) : 0;
        } catch (IOException notLinux) {
            return 0;
        }
    }
}
