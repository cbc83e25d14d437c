package dev.tidings.servlet;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;

/** Clients come and go: no more than DEBUG, for an application logs its requests as it likes. Says nothing of who it was. */
final class StreamLog {

    private static final Logger LOG = System.getLogger("dev.tidings.servlet");

    private StreamLog() {}

    static void closed(String reason, double seconds, long events) {
        if (LOG.isLoggable(Level.DEBUG)) {
            LOG.log(
                    Level.DEBUG,
                    String.format(Locale.ROOT, "closed: reason=%s duration=%.1fs events=%d", reason, seconds, events));
        }
    }

    static void failed(Throwable cause) {
        if (LOG.isLoggable(Level.DEBUG)) {
            LOG.log(Level.DEBUG, "connection failed: " + cause);
        }
    }
}
