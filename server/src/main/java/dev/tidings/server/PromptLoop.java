package dev.tidings.server;

import dev.tidings.hub.log.Caller;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.RejectedExecutionHandlers;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** An event loop with a second line of tasks, for what must not wait behind everybody else: live subscribers and publishers. */
final class PromptLoop extends SingleThreadIoEventLoop implements Caller {
    /*
     *   ┌──> sockets ──────────> tasks ──┐
     *   │       │                  │     │
     *   │       v                  v     │
     *   │   before a newcomer or   before a task
     *   │   a request: prompt      of the hub: prompt
     *   └────────────────────────────────┘
     *
     * A loop has all its tasks in one line, and comes to it when its sockets have had their turn. When thousands of clients return at
     * once, that line is long, and the turn of the sockets is too: with io_uring it lasts as long as anything at all completes.
     */

    private static final Logger LOG = System.getLogger("dev.tidings.server");

    /** 1 ms, as long as a shard's slice: Netty's default would keep a loop with enough tasks from its sockets for a second. */
    private static final long MAX_TASKS_MILLIS = 1;

    /** 200 us: some twenty publishes, which together are one write to a log. A turn of the sockets may last much longer. */
    private static final long MAX_THROUGH_NANOS = 200_000;

    /** 4 096: a wave of clients that return is let in one after the other all the same; an attack would fill the heap. */
    private static final int MAX_TASKS_IN_A_TURN = 4096;

    private final Queue<Runnable> prompt = new ConcurrentLinkedQueue<>();

    /** What has given way to others. Event loop only. */
    private final Deque<Rest> rests = new ArrayDeque<>();

    /** Whether a prompt task, or one of the hub, is running: nobody else's work is to begin inside it. Event loop only. */
    private boolean busy;

    private boolean relieving;

    /** What waits until the requests that have come are through. Event loop only. */
    private final List<Runnable> through = new ArrayList<>(1);

    private long throughDueNanos;

    private record Rest(Runnable task, long dueNanos) {}

    PromptLoop(IoEventLoopGroup group, Executor executor, IoHandlerFactory handlers) {
        super(group, executor, handlers, Integer.MAX_VALUE, RejectedExecutionHandlers.reject(), MAX_TASKS_MILLIS);
    }

    /** Runs a task before all that waits; those that come this way keep their order. Any thread. */
    void executePromptly(Runnable task) {
        prompt.add(task);
        // In its place at the latest, and so that a loop that sleeps wakes up.
        execute(this::servePrompt);
    }

    /**
     * Goes on with a task that has given way: when the loop comes round, or where it serves what is prompt, once others have had as
     * long as the task had. Event loop only.
     *
     * @param delayNanos not before so long; and where the loop serves what is prompt, at once then
     */
    @SuppressWarnings("FutureReturnValueIgnored") // what fails is logged
    void executeRest(Runnable task, long delayNanos) {
        long others = delayNanos > 0 ? delayNanos : TimeUnit.MILLISECONDS.toNanos(MAX_TASKS_MILLIS);
        Rest rest = new Rest(task, System.nanoTime() + others);
        rests.add(rest);
        // A loop looks for timed tasks once in each round, between its sockets and its other tasks.
        schedule(
                () -> {
                    if (rests.remove(rest)) {
                        runAfterPrompt(task);
                    }
                },
                delayNanos,
                TimeUnit.NANOSECONDS);
    }

    @Override
    public void answer(Runnable task) {
        executePromptly(task);
    }

    @Override
    public void whenThrough(Runnable task) {
        if (!inEventLoop() || isShuttingDown()) {
            task.run();
        } else if (!through.contains(task)) {
            if (through.isEmpty()) {
                throughDueNanos = System.nanoTime() + MAX_THROUGH_NANOS;
                execute(this::serveThrough);
            }
            through.add(task);
        }
    }

    private void serveThroughIfDue() {
        if (!through.isEmpty() && System.nanoTime() - throughDueNanos >= 0) {
            serveThrough();
        }
    }

    private void serveThrough() {
        for (int i = 0; i < through.size(); i++) {
            through.get(i).run();
        }
        through.clear();
    }

    /** Runs what must not wait, if there is any: where nobody is in the middle of anything. Event loop only. */
    void servePrompt() {
        if (busy) {
            return;
        }
        serveThroughIfDue();
        Runnable task = prompt.poll();
        while (task != null) {
            runAlone(task);
            serveThroughIfDue();
            task = prompt.poll();
        }
        Rest rest = rests.peek();
        if (rest != null && System.nanoTime() - rest.dueNanos() >= 0) {
            serveThrough();
            rests.remove();
            runAlone(rest.task());
        }
    }

    /**
     * Before a newcomer or a request: runs what must not wait, and some of everything else if very much of it has come up. One turn of
     * the sockets may bring more work than there is room for what it leaves behind. Event loop only.
     */
    void serveBeforeNext() {
        servePrompt();
        if (!busy && !relieving && pendingTasks() > MAX_TASKS_IN_A_TURN) {
            relieving = true;
            try {
                runAllTasks(TimeUnit.MILLISECONDS.toNanos(MAX_TASKS_MILLIS));
            } finally {
                relieving = false;
            }
        }
    }

    /** Runs a task of the hub, after what must not wait. Event loop only. */
    void runAfterPrompt(Runnable task) {
        servePrompt();
        runAlone(task);
    }

    private void runAlone(Runnable task) {
        busy = true;
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "A task of an event loop failed", e);
        } finally {
            busy = false;
        }
    }
}
