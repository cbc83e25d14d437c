package dev.tidings.load;

import java.util.Locale;

/**
 * What was not as it should be.
 *
 * @param lost numbers that did not come to a subscriber and that no gap announced
 * @param announced numbers that did not come, as a gap announced
 * @param gaps gaps announced
 * @param duplicates numbers that came again
 * @param late numbers that came after a later one
 * @param strayed events that came to a subscriber they were not for
 * @param foreign events that are not from this generator
 * @param dropped streams that ended by themselves
 */
public record Flaws(
        long lost, long announced, long gaps, long duplicates, long late, long strayed, long foreign, long dropped) {
    static final Flaws NONE = new Flaws(0, 0, 0, 0, 0, 0, 0, 0);

    /** Whether every event came to each of its subscribers once, in order, and to nobody else. */
    boolean isNone() {
        return equals(NONE);
    }

    /** Whether all that did not come was announced, and nothing else is wrong. */
    boolean areAnnounced() {
        return lost + duplicates + late + strayed + foreign + dropped == 0;
    }

    Flaws plus(Flaws other) {
        return plus(other, 1);
    }

    /** Those that came to an earlier count of the same. */
    Flaws since(Flaws earlier) {
        return plus(earlier, -1);
    }

    private Flaws plus(Flaws other, int times) {
        return new Flaws(
                lost + times * other.lost,
                announced + times * other.announced,
                gaps + times * other.gaps,
                duplicates + times * other.duplicates,
                late + times * other.late,
                strayed + times * other.strayed,
                foreign + times * other.foreign,
                dropped + times * other.dropped);
    }

    Json into(Json json) {
        return json.put("lost", lost)
                .put("announced", announced)
                .put("gaps", gaps)
                .put("duplicates", duplicates)
                .put("late", late)
                .put("strayed", strayed)
                .put("foreign", foreign)
                .put("dropped", dropped);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "lost %,d  duplicate %,d  late %,d  strayed %,d  foreign %,d  dropped %,d  in %,d gaps %,d",
                lost,
                duplicates,
                late,
                strayed,
                foreign,
                dropped,
                gaps,
                announced);
    }
}
