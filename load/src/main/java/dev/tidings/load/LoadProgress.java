package dev.tidings.load;

/** Is told how far a measurement is, on the thread that carries it out. */
public interface LoadProgress {
    /** For nobody. */
    LoadProgress NONE = new LoadProgress() {
        @Override
        public void opened(int subscribers) {}

        @Override
        public void published(double seconds, long delivered) {}
    };

    /** So many streams are open. */
    void opened(int subscribers);

    /**
     * It has been published for so long, warm-up included. Told a few times a second.
     *
     * @param delivered events that have come to all together
     */
    void published(double seconds, long delivered);
}
