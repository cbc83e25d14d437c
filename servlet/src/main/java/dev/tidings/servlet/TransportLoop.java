package dev.tidings.servlet;

import dev.tidings.hub.shard.EventLoop;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * One daemon thread on which a shard of the hub lives, and with it the streams of some clients.
 * <p>
 * Safe for any thread. Holds no socket: the container does.
 */
final class TransportLoop implements EventLoop, Runnable {
    /*
     *   first ──all──┐
     *   tasks ──some─┼──> one turn ──nothing left──> parked until somebody comes or a timer is due
     *   timers ─due──┤
     *   rests ──one──┘
     */

    private static final Logger LOG = System.getLogger("dev.tidings.servlet");

    /** So many tasks may come before the timers and a drain that has given way. */
    private static final int TASKS_OF_A_TURN = 1024;

    private final Queue<Runnable> first = new ConcurrentLinkedQueue<>();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Thread thread;

    // Written by the loop, read by whoever brings a task: it is parked, or about to be.
    private volatile boolean parked;
    private volatile boolean stopped;

    // Who runs tasks: the thread, and when that has ended whoever brings one, one at a time.
    private volatile Thread runner;
    private volatile boolean ended;

    // The loop only.
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private final Queue<Runnable> rests = new ArrayDeque<>();
    private long timersMade;

    private record Timer(long dueNanos, long number, Runnable task) implements Comparable<Timer> {

        @Override
        public int compareTo(Timer other) {
            long difference = dueNanos - other.dueNanos;
            return difference == 0 ? Long.compare(number, other.number) : Long.signum(difference);
        }
    }

    TransportLoop(String name) {
        thread = new Thread(this, name);
        thread.setDaemon(true);
        runner = thread;
    }

    void start() {
        thread.start();
    }

    /** Ends the thread. What comes later, since containers take their time with the last responses, runs where it comes, and waits for no timer. */
    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a thread is itself and no other
    public boolean inEventLoop() {
        return Thread.currentThread() == runner;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        wake();
    }

    @Override
    public void executeFirst(Runnable task) {
        first.add(task);
        wake();
    }

    @Override
    public void executeRest(Runnable rest) {
        rests.add(rest);
    }

    @Override
    public void schedule(Runnable task, long delayNanos) {
        long dueNanos = System.nanoTime() + delayNanos;
        if (inEventLoop()) {
            addTimer(task, dueNanos);
        } else {
            execute(() -> addTimer(task, dueNanos));
        }
    }

    private void addTimer(Runnable task, long dueNanos) {
        timers.add(new Timer(dueNanos, timersMade++, task));
    }

    private void wake() {
        if (ended) {
            runLeft();
            return;
        }
        // Read behind the write to the queue, as the loop looks at its queues behind its write to this: one of the two
        // sees the other.
        if (parked) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void run() {
        while (!stopped) {
            if (!turn()) {
                park();
            }
        }
        runLeft();
        ended = true;
        // Whoever brought something meanwhile did not know yet.
        runLeft();
    }

    /** Nobody waits for timers any more: the end of a response, which a container may wait for, would be lost with one. */
    private void runTimers() {
        List<Timer> left = List.copyOf(timers);
        timers.clear();
        left.forEach(timer -> guarded(timer.task()));
    }

    private synchronized void runLeft() {
        Thread before = runner;
        runner = Thread.currentThread();
        runFirst();
        Runnable left = tasks.poll();
        while (left != null) {
            guarded(left);
            left = tasks.poll();
        }
        runTimers();
        runner = before;
    }

    /** False if there was nothing to do. */
    private boolean turn() {
        boolean ran = runFirst();
        for (int i = 0; i < TASKS_OF_A_TURN; i++) {
            Runnable task = tasks.poll();
            if (task == null) {
                break;
            }
            guarded(task);
            ran = true;
            runFirst();
        }
        ran |= runDue();
        Runnable rest = rests.poll();
        if (rest != null) {
            guarded(rest);
            ran = true;
        }
        return ran;
    }

    private boolean runFirst() {
        boolean ran = false;
        Runnable task = first.poll();
        while (task != null) {
            guarded(task);
            ran = true;
            task = first.poll();
        }
        return ran;
    }

    private boolean runDue() {
        Timer next = timers.peek();
        if (next == null || next.dueNanos() - System.nanoTime() > 0) {
            return false;
        }
        timers.poll();
        guarded(next.task());
        return true;
    }

    private void park() {
        parked = true;
        if (first.isEmpty() && tasks.isEmpty() && !stopped) {
            Timer next = timers.peek();
            if (next == null) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, next.dueNanos() - System.nanoTime());
            }
        }
        parked = false;
        // Nobody has a reason to; it would not park any more.
        Thread.interrupted();
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "A task of the hub failed", e);
        }
    }
}
