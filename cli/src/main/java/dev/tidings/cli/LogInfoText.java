package dev.tidings.cli;

import dev.tidings.log.rocksdb.tools.LogInfo;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is known of a log, for people. */
final class LogInfoText {

    private LogInfoText() {}

    static void print(Path folder, LogInfo info, Instant now, PrintWriter out) {
        line(out, "folder", folder.toString());
        line(out, "state", state(info.state()));
        line(out, "version", String.valueOf(info.version()));
        line(out, "sync", info.sync().name().toLowerCase(Locale.ROOT));
        line(out, "events", Words.number(info.events()));
        line(out, "positions", Words.positions(info.earliest(), info.head()) + ", head " + info.head());
        line(out, "oldest event", time(info.oldest(), now));
        line(out, "newest event", time(info.newest(), now));
        line(out, "idempotency keys", Words.number(info.keys()));
        line(out, "disk", Words.bytes(info.diskBytes()));
        out.println();
        out.printf(Locale.ROOT, "%-14s %12s  %-25s %s%n", "epoch", "begins after", "opened", "before it");
        for (int i = 0; i < info.epochs().size(); i++) {
            LogInfo.Epoch epoch = info.epochs().get(i);
            Instant opened = epoch.opened();
            String before = epoch.lossy() ? "lossy: events may be missing" : i == 0 ? "-" : "clean";
            out.printf(
                    Locale.ROOT,
                    "%-14s %12d  %-25s %s%n",
                    epoch.name(),
                    epoch.start(),
                    opened == null ? "-" : opened,
                    before);
        }
        out.println();
        out.printf(
                Locale.ROOT,
                "%-8s %-25s %12s %10s %10s  %s%n",
                "segment",
                "positions",
                "events",
                "of events",
                "of lists",
                "lists");
        for (LogInfo.Segment segment : info.segments()) {
            out.printf(
                    Locale.ROOT,
                    "%-8d %-25s %12s %10s %10s  %s%n",
                    segment.number(),
                    Words.positions(segment.before(), segment.last()),
                    Words.number(segment.events()),
                    Words.bytes(segment.eventBytes()),
                    Words.bytes(segment.listBytes()),
                    segment.listsStored() ? "stored" : "in memory");
        }
    }

    private static void line(PrintWriter out, String name, String value) {
        out.printf(Locale.ROOT, "%-17s %s%n", name, value);
    }

    private static String state(LogInfo.State state) {
        return switch (state) {
            case OPEN -> "open: a hub is running";
            case CLOSED -> "closed in order";
            case ENDED -> "not closed in order: the hub was killed, or the machine went down";
            case BACKUP -> "a backup, not opened yet";
        };
    }

    private static String time(@Nullable Instant time, Instant now) {
        return time == null ? "-" : time + ", " + Words.age(Duration.between(time, now)) + " ago";
    }
}
