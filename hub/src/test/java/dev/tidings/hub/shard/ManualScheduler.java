package dev.tidings.hub.shard;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Runs the tasks of several event loops and executors one at a time, in an order that a seed decides, on a clock that moves when
 * it is told to. For one thread: whatever happens here can be made to happen again.
 */
final class ManualScheduler implements Ticker {

    private final Random random;
    private final List<Lane> lanes = new ArrayList<>();
    private final PriorityQueue<Timed> timed = new PriorityQueue<>();
    private @Nullable Lane running;
    private long now;
    private long aheadNanos;
    private long timedCount;

    ManualScheduler(Random random) {
        this.random = random;
    }

    /** An event loop: its tasks run in the order they came. */
    ManualLoop loop() {
        return add(new ManualLoop(false));
    }

    /** One of those that there are: its tasks run in that order, or what is prompt comes first. */
    ManualLoop anyLoop() {
        return add(new ManualLoop(random.nextBoolean()));
    }

    private ManualLoop add(ManualLoop loop) {
        lanes.add(loop);
        return loop;
    }

    /** A pool of so many threads: as many of its oldest tasks may run in any order. */
    ManualExecutor executor(int threads) {
        ManualExecutor executor = new ManualExecutor(threads);
        lanes.add(executor);
        return executor;
    }

    void forget(Executor lane) {
        lanes.remove(lane);
    }

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public long wallNanos() {
        return now + aheadNanos;
    }

    /** Sets the time of day, or wakes the machine up after so long. */
    void setTimeOfDay(long laterNanos) {
        aheadNanos += laterNanos;
    }

    /** Runs one task of any lane; false if there is none. */
    boolean step() {
        List<Lane> busy = new ArrayList<>();
        for (Lane lane : lanes) {
            if (!lane.paused && !lane.tasks.isEmpty()) {
                busy.add(lane);
            }
        }
        if (busy.isEmpty()) {
            return false;
        }
        busy.get(random.nextInt(busy.size())).runOne();
        return true;
    }

    void steps(int count) {
        int left = count;
        while (left > 0 && step()) {
            left--;
        }
    }

    /** Runs tasks until there are none. */
    void settle() {
        int steps = 0;
        while (step()) {
            if (++steps > 1_000_000) {
                throw new AssertionError("the tasks never end");
            }
        }
    }

    /** Lets time pass; what was scheduled meanwhile waits for its loop, in order. */
    void advance(long nanos) {
        now += nanos;
        while (!timed.isEmpty() && timed.peek().at <= now) {
            Timed due = timed.remove();
            due.loop.tasks.add(due.task);
        }
    }

    /** Lets time pass second by second, with all that happens meanwhile. */
    void passSeconds(int seconds) {
        for (int i = 0; i < seconds; i++) {
            advance(1_000_000_000L);
            settle();
        }
    }

    private record Timed(long at, long number, ManualLoop loop, Runnable task) implements Comparable<Timed> {
        @Override
        public int compareTo(Timed other) {
            return at == other.at ? Long.compare(number, other.number) : Long.compare(at, other.at);
        }
    }

    private abstract class Lane implements Executor {

        final List<Runnable> tasks = new ArrayList<>();
        private final int width;
        private boolean paused;

        Lane(int width) {
            this.width = width;
        }

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        /** While paused, tasks wait. */
        void pause(boolean pause) {
            paused = pause;
        }

        boolean isPaused() {
            return paused;
        }

        int waiting() {
            return tasks.size();
        }

        void runOne() {
            Runnable task = tasks.remove(random.nextInt(Math.min(width, tasks.size())));
            Lane before = running;
            running = this;
            try {
                task.run();
            } finally {
                running = before;
            }
        }
    }

    final class ManualLoop extends Lane implements EventLoop {

        private final boolean isPrompt;

        /** How many of the tasks are prompt, and so in front. */
        private int first;

        ManualLoop(boolean isPrompt) {
            super(1);
            this.isPrompt = isPrompt;
        }

        @Override
        public boolean inEventLoop() {
            return running == this;
        }

        @Override
        public void executeFirst(Runnable task) {
            if (isPrompt) {
                tasks.add(first++, task);
            } else {
                execute(task);
            }
        }

        @Override
        void runOne() {
            first = Math.max(0, first - 1);
            super.runOne();
        }

        @Override
        public void schedule(Runnable task, long delayNanos) {
            timed.add(new Timed(now + delayNanos, timedCount++, this, task));
        }
    }

    final class ManualExecutor extends Lane {

        ManualExecutor(int threads) {
            super(threads);
        }
    }
}
