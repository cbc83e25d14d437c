package dev.tidings.load;

import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/** Publishes as a plan says, over its connections. Confined to the publisher's loop, but for {@link #start} and {@link #stop}. */
final class Publisher {
    private final Loops loops;
    private final Target target;
    private final PublishPlan plan;
    private final int perLane;
    private final LongSupplier delivered;
    private final CompletableFuture<Published> result = new CompletableFuture<>();
    private final List<PublishConnection> connections = new ArrayList<>();
    private final Histogram roundTrip = Tally.histogram();
    private final long[] sequences;

    private long timedFromNanos = Long.MIN_VALUE;
    private long startNanos;
    private long taken;
    private long refused;
    private long answered;
    private int connected;
    private int ended;
    private boolean stopped;
    private String trouble = "";

    /**
     * @param perLane how many subscribers each lane has
     * @param delivered how many deliveries there have been, to hold {@link PublishPlan#inFlight}
     */
    Publisher(Loops loops, Target target, PublishPlan plan, int perLane, LongSupplier delivered) {
        this.loops = loops;
        this.target = target;
        this.plan = plan;
        this.perLane = perLane;
        this.delivered = delivered;
        this.sequences = new long[plan.lanes()];
    }

    /** Any thread. Completes when all is sent and answered. */
    CompletableFuture<Published> start() {
        loops.publisher().execute(this::connect);
        return result;
    }

    /** Any thread. Sends nothing more; what is sent will still be answered. */
    void stop() {
        loops.publisher().execute(() -> stopped = true);
    }

    /** Any thread. Only what is sent from now on is timed. */
    void startTiming() {
        long now = System.nanoTime();
        loops.publisher().execute(() -> timedFromNanos = now);
    }

    private void connect() {
        int count = Math.min(plan.connections(), plan.lanes());
        for (int i = 0; i < count; i++) {
            PublishConnection connection = new PublishConnection(this, target, plan, i, count);
            connections.add(connection);
            Loops.bootstrap(loops.publisher())
                    .handler(new ChannelInitializer<SocketChannel>() {
                        @Override
                        protected void initChannel(SocketChannel channel) {
                            channel.pipeline().addLast(connection);
                        }
                    })
                    .connect(target.address())
                    .addListener(opening -> {
                        if (!opening.isSuccess()) connection.end(String.valueOf(opening.cause()));
                    });
        }
    }

    void connected() {
        if (++connected < connections.size()) return;
        startNanos = System.nanoTime();
        for (PublishConnection connection : connections) connection.start(startNanos);
    }

    /** Whether what is due then is not to be sent any more. */
    boolean isOver(long dueNanos) {
        return stopped
                || taken >= plan.events()
                || dueNanos - startNanos >= plan.duration().toNanos();
    }

    boolean tooMuchInFlight() {
        return plan.inFlight() > 0 && (taken - plan.inFlight()) * perLane >= delivered.getAsLong();
    }

    /** How many of so many events may still be sent. */
    int take(int most) {
        int granted = (int) Math.min(most, plan.events() - taken);
        taken += granted;
        return granted;
    }

    long nextSequence(int lane) {
        return sequences[lane]++;
    }

    void answered(int status, String body, long sentNanos) {
        answered++;
        if (sentNanos >= timedFromNanos) Tally.record(roundTrip, System.nanoTime() - sentNanos);
        if (status == 200) return;
        refused++;
        trouble(status + " " + body);
    }

    void trouble(String why) {
        if (trouble.isEmpty()) trouble = why;
    }

    void ended() {
        if (++ended < connections.size()) return;
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        result.complete(new Published(taken, sequences.clone(), answered, refused, roundTrip.copy(), seconds, trouble));
    }
}
