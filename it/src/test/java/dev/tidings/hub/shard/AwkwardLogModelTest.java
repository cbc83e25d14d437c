package dev.tidings.hub.shard;

import dev.tidings.hub.log.EventLog;
import dev.tidings.testkit.AwkwardLog;
import dev.tidings.testkit.RandomEvents;
import java.util.Random;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/**
 * As {@link ModelTest}, over a log of several epochs that somebody else trims, with holes between its positions, and appends that
 * are done later: nothing in a hub counts with positions.
 */
class AwkwardLogModelTest {

    private static final int EPOCHS = 3;

    @Test
    void everySubscriberGetsExactlyItsEventsInOrderWhateverHappens() {
        ModelRuns.check("AwkwardLogModelTest", 6, new AwkwardLogs());
    }

    private static final class AwkwardLogs implements HubModel.Logs {

        @Override
        public EventLog open(Random random, long maxBytes, Executor later) {
            SwitchedExecutor appender = new SwitchedExecutor(later);
            AwkwardLog log = AwkwardLog.builder(random.nextLong())
                    .maxBytes(maxBytes)
                    .appender(appender)
                    .open();
            RandomEvents events = new RandomEvents(random.nextLong(), 4);
            for (int i = 1; i < EPOCHS; i++) {
                for (int j = 0; j < 20; j++) {
                    log.append(events.events(3));
                }
                log.close();
                log = log.reopen();
            }
            appender.later = random.nextBoolean();
            return log;
        }

        @Override
        public void disturb(EventLog log, Random random) {
            ((AwkwardLog) log).trim(random.nextInt(100));
        }
    }

    /** At once, until it is switched. */
    private static final class SwitchedExecutor implements Executor {

        private final Executor laterExecutor;
        private boolean later;

        SwitchedExecutor(Executor laterExecutor) {
            this.laterExecutor = laterExecutor;
        }

        @Override
        public void execute(Runnable task) {
            if (later) {
                laterExecutor.execute(task);
            } else {
                task.run();
            }
        }
    }
}
