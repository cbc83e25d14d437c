package dev.tidings.cli.config;

/** Where a value was set, in the words that {@code tidings check} prints. Later constants of {@link Rank} win. */
public record Origin(Rank rank, String words) implements Comparable<Origin> {

    public static final Origin DEFAULT = new Origin(Rank.DEFAULT, "default");

    /** Who wins: the last. */
    public enum Rank {
        DEFAULT,
        FILE,
        ENVIRONMENT,
        FLAG
    }

    static Origin file(String place) {
        return new Origin(Rank.FILE, place);
    }

    static Origin environment(String variable) {
        return new Origin(Rank.ENVIRONMENT, "environment " + variable);
    }

    static Origin flag(String flag) {
        return new Origin(Rank.FLAG, "flag " + flag);
    }

    @Override
    public int compareTo(Origin other) {
        return rank.compareTo(other.rank);
    }
}
