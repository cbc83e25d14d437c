package dev.tidings.testkit;

import dev.tidings.hub.log.EventLog;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Opens awkward logs; one in two appends on a thread of its own. */
final class AwkwardLogs implements LogOpener {

    private final long seed = Long.getLong("tidings.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final ExecutorService appender = Executors.newSingleThreadExecutor();

    @Override
    public EventLog open(LogSettings settings) {
        System.out.println("AwkwardLog: -Dtidings.seed=" + seed);
        AwkwardLog.Builder builder = AwkwardLog.builder(random.nextLong())
                .maxBytes(settings.retainedBytes())
                .clock(settings.clock());
        if (settings.retainAge() != null) {
            builder.retainAge(settings.retainAge());
        }
        if (random.nextBoolean()) {
            builder.appender(appender);
        }
        return builder.open();
    }

    @Override
    public Optional<EventLog> reopen(EventLog closed, LogSettings settings) {
        return Optional.of(((AwkwardLog) closed).reopen());
    }

    @Override
    public Optional<EventLog> reopenAfterLoss(EventLog closed, LogSettings settings) {
        return Optional.of(((AwkwardLog) closed).reopenLosing(1 + random.nextInt(10)));
    }

    @Override
    public void close() {
        appender.shutdownNow();
    }
}
