package dev.tidings.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One connection that publishes its share of the lanes, pipelined up to the window. Confined to the publisher's loop. */
final class PublishConnection extends SimpleChannelInboundHandler<ByteBuf> {
    /*
     * pump() sends whatever may be sent now, and ends in one of four ways: everything is sent; the window is full (the next answer
     * pumps); the next event is not due (a timer pumps); too much is in flight (the publisher pumps when enough has arrived).
     */

    private final Publisher publisher;
    private final PublishPlan plan;
    private final EventWriter writer;
    private final AnswerScanner scanner = new AnswerScanner(this::answered);
    private final int number;
    private final int connections;

    // Of each request that is not answered yet, when it was sent or due.
    private final ArrayDeque<Long> unanswered = new ArrayDeque<>();

    private @Nullable ChannelHandlerContext context;
    private long startNanos;
    private long sent;
    private boolean timerSet;
    private boolean held;
    private boolean allSent;
    private boolean ended;

    PublishConnection(Publisher publisher, Target target, PublishPlan plan, int number, int connections) {
        this.publisher = publisher;
        this.plan = plan;
        this.writer = new EventWriter(target, plan);
        this.number = number;
        this.connections = connections;
    }

    @Override
    public void channelActive(ChannelHandlerContext opened) {
        context = opened;
        publisher.connected();
    }

    void start(long nowNanos) {
        startNanos = nowNanos;
        pump();
    }

    /** Sends what may be sent. */
    void pump() {
        if (context == null || ended) return;
        boolean wrote = false;
        held = false;
        while (!allSent && unanswered.size() < plan.window()) {
            long now = System.nanoTime();
            long due = plan.eventsPerSecond() == 0 ? now : dueNanos();
            if (publisher.isOver(due)) {
                allSent = true;
            } else if (due > now) {
                pumpAfter(due - now);
                break;
            } else if (publisher.tooMuchInFlight()) {
                held = true;
                break;
            } else {
                send(context, due);
                wrote = true;
            }
        }
        if (wrote) context.flush();
        if (allSent && unanswered.isEmpty()) end();
    }

    /** When the next request is due; the connections take turns. */
    private long dueNanos() {
        double before = ((double) sent / plan.batch() * connections + number) * plan.batch();
        return startNanos + (long) (before * 1e9 / plan.eventsPerSecond());
    }

    private void send(ChannelHandlerContext to, long dueNanos) {
        int batch = publisher.take(plan.batch());
        if (batch == 0) {
            allSent = true;
            return;
        }
        for (int i = 0; i < batch; i++) {
            // This connection's lanes are number, number + connections, ...
            int mine = (plan.lanes() - number - 1) / connections + 1;
            int lane = (int) (number + sent++ % mine * connections);
            writer.add(plan.firstLane() + lane, publisher.nextSequence(lane), dueNanos);
        }
        unanswered.add(dueNanos);
        to.write(writer.request(to.alloc()), to.voidPromise());
    }

    /** Whether it goes on only if the server does something. */
    boolean isWaiting() {
        return !ended && (held || !unanswered.isEmpty());
    }

    private void pumpAfter(long nanos) {
        if (timerSet || context == null) return;
        timerSet = true;
        context.executor()
                .schedule(
                        () -> {
                            timerSet = false;
                            pump();
                        },
                        nanos,
                        TimeUnit.NANOSECONDS);
    }

    private void answered(int status, String body) {
        Long sentNanos = unanswered.poll();
        if (sentNanos == null) {
            end("an answer to nothing: " + status);
            return;
        }
        publisher.answered(status, body, sentNanos);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext on, ByteBuf in) {
        scanner.read(in);
        pump();
    }

    @Override
    public void channelInactive(ChannelHandlerContext on) {
        end("the hub closed a publisher's connection");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext on, Throwable cause) {
        end(Causes.first(cause));
    }

    void end(String trouble) {
        if (!ended) publisher.trouble(trouble);
        end();
    }

    private void end() {
        if (ended) return;
        ended = true;
        if (context != null) context.close();
        publisher.ended();
    }
}
