package dev.tidings.load;

import org.HdrHistogram.Histogram;

/** What a crowd has seen, added up. Not thread-safe. */
final class CrowdResult {
    final Histogram latency = Tally.histogram();
    long delivered;
    long lost;
    long announced;
    long gaps;
    long duplicates;
    long late;
    long strayed;
    long foreign;
    long dropped;
    String trouble = "";
    String firstLoss = "";

    void add(Tally tally) {
        latency.add(tally.latency);
        delivered += tally.delivered();
        gaps += tally.gaps;
        duplicates += tally.duplicates;
        late += tally.late;
        strayed += tally.strayed;
        foreign += tally.foreign;
        dropped += tally.dropped;
        if (trouble.isEmpty()) trouble = tally.trouble;
    }

    void add(SequenceCheck check, long published) {
        long missing = check.lostBefore(published);
        lost += missing;
        if (missing > 0 && firstLoss.isEmpty()) firstLoss = check.describe(published);
        announced += check.announced();
    }

    /** Whether every event came to each of its subscribers once, in order, and to nobody else. */
    boolean isExact() {
        return lost + announced + gaps + duplicates + late + strayed + foreign + dropped == 0 && trouble.isEmpty();
    }

    /** The first thing that went wrong, or nothing. */
    String trouble() {
        return trouble.isEmpty() ? firstLoss : trouble;
    }

    void add(CrowdResult other) {
        latency.add(other.latency);
        delivered += other.delivered;
        lost += other.lost;
        announced += other.announced;
        gaps += other.gaps;
        duplicates += other.duplicates;
        late += other.late;
        strayed += other.strayed;
        foreign += other.foreign;
        dropped += other.dropped;
        if (trouble.isEmpty()) trouble = other.trouble;
        if (firstLoss.isEmpty()) firstLoss = other.firstLoss;
    }
}
