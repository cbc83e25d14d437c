package dev.tidings.server.stream;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;

/** One line per closed subscription. Says nothing of who it was or what was asked for: query values do not belong in logs. */
public final class StreamLog {

    private static final Logger LOG = System.getLogger("dev.tidings.server.stream");

    private StreamLog() {}

    static void closed(String reason, double seconds, long events) {
        if (LOG.isLoggable(Level.INFO)) {
            LOG.log(
                    Level.INFO,
                    String.format(Locale.ROOT, "closed: reason=%s duration=%.1fs events=%d", reason, seconds, events));
        }
    }

    public static void failed(Throwable cause) {
        if (LOG.isLoggable(Level.DEBUG)) {
            LOG.log(Level.DEBUG, "connection failed: " + cause);
        }
    }
}
