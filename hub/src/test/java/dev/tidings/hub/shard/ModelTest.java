package dev.tidings.hub.shard;

import dev.tidings.hub.log.MemoryLog;
import org.junit.jupiter.api.Test;

/** I1, I2 and I5 against a naive model that scans a list, after every step. */
class ModelTest {

    @Test
    void everySubscriberGetsExactlyItsEventsInOrderWhateverHappens() {
        ModelRuns.check(
                "ModelTest",
                10,
                (random, maxBytes, later) ->
                        MemoryLog.builder().maxBytes(maxBytes).open());
    }
}
