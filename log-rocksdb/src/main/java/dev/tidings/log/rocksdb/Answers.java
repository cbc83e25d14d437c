package dev.tidings.log.rocksdb;

import dev.tidings.hub.event.EventId;
import dev.tidings.hub.log.Caller;
import dev.tidings.log.rocksdb.CommitQueue.Append;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * The answers to the appends of one group. A caller that is an event loop gets all of its answers in one task: each would wake it
 * otherwise, on one core in the middle of the group.
 */
final class Answers {

    private final IdentityHashMap<Caller, List<Runnable>> byCaller = new IdentityHashMap<>(4);

    void succeed(Append append, List<EventId> ids) {
        answer(append, () -> append.ids.complete(ids));
    }

    void fail(Append append, RuntimeException failure) {
        answer(append, () -> append.ids.completeExceptionally(failure));
    }

    private void answer(Append append, Runnable answer) {
        if (append.caller == null) {
            answer.run();
        } else {
            byCaller.computeIfAbsent(append.caller, first -> new ArrayList<>()).add(answer);
        }
    }

    /** Gives those answers that had to wait for the others. */
    void give() {
        byCaller.forEach((caller, answers) -> {
            Runnable all = () -> answers.forEach(Runnable::run);
            try {
                caller.answer(all);
            } catch (RuntimeException | Error notTaken) {
                // Neither others nor the log may suffer from what is wrong with a caller. Answering twice does no harm.
                all.run();
            }
        });
    }
}
