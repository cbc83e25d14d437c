package dev.tidings.cli;

import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far some work is, for a person who watches. */
interface Progress extends AutoCloseable {

    /** Nobody watches. */
    Progress NONE = new Progress() {
        @Override
        public void to(long done, String more) {}

        @Override
        public void close() {}
    };

    /** 250 ms: figures that change faster are not read. */
    Duration REFRESH = Duration.ofMillis(250);

    /** 79: the narrowest terminal that is in use, less one, since some go to the next line when they write the last column. */
    int COLUMNS = 79;

    /**
     * A bar on standard error if that is a terminal, and otherwise nothing.
     *
     * @param all what there is to do; -1 if nobody knows
     */
    static Progress start(String task, long all) {
        if (!Terminal.hasErrors()) {
            return NONE;
        }
        ProgressBarBuilder bar = ProgressBar.builder()
                .setTaskName(task)
                .setInitialMax(all)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis((int) REFRESH.toMillis())
                .setConsumer(new ConsoleProgressBarConsumer(System.err, COLUMNS))
                .clearDisplayOnFinish();
        return new Bar(all < 0 ? bar.showSpeed().build() : bar.build());
    }

    /** So much is done, and this is to be said of it. Any thread. */
    void to(long done, String more);

    /** Takes it off the terminal. */
    @Override
    void close();

    /** A bar that its own thread draws. */
    record Bar(ProgressBar bar) implements Progress {
        @Override
        public void to(long done, String more) {
            bar.stepTo(done);
            bar.setExtraMessage(more);
        }

        @Override
        public void close() {
            bar.close();
        }
    }
}
