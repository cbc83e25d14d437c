package dev.tidings.log.rocksdb.tools;

import java.util.List;

/**
 * What was found when everything in a log was read.
 *
 * @param problems what is wrong, a line each; empty if the log is whole
 * @param state how it ended; {@link LogInfo.State#ENDED} if that cannot be read
 * @param events how many can be read
 * @param first the position of the first of them, 0 without any
 * @param last the position of the last one, 0 without any
 * @param segments how many runs of events there are
 * @param lists how many stored lists were compared with the events
 * @param diskBytes all files of the folder
 */
public record LogCheck(
        List<String> problems,
        LogInfo.State state,
        long events,
        long first,
        long last,
        int segments,
        long lists,
        long diskBytes) {

    public LogCheck {
        problems = List.copyOf(problems);
    }

    /** Whether nothing is wrong. */
    public boolean isWhole() {
        return problems.isEmpty();
    }
}
