package dev.tidings.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Publishes as a plan says, over its connections. Confined to the publisher's loop, but for {@link #start} and {@link #stop}. */
final class Publisher {
    /** 5 s without anything from the server: what has not come by now does not come. */
    static final Duration QUIET = Duration.ofSeconds(5);

    /** 20 s after all should have been sent: a server with such a backlog does not need to be watched any longer. */
    static final Duration OVERDUE = Duration.ofSeconds(20);

    private static final long LOOK_AGAIN_MILLIS = 100;

    private final Loops loops;
    private final Target target;
    private final PublishPlan plan;
    private final int perLane;
    private final Deliveries deliveries;
    private final CompletableFuture<Published> result = new CompletableFuture<>();
    private final List<PublishConnection> connections = new ArrayList<>();
    private final Histogram roundTrip = Tally.histogram();
    private final long[] sequences;

    private long deliveredBefore;
    private long timedFromNanos = Long.MIN_VALUE;
    private long startNanos;
    private long taken;
    private long untimed;
    private long refused;
    private long answered;
    private long progress;
    private long progressNanos;
    private int connected;
    private int ended;
    private boolean stopped;
    private String trouble = "";

    /**
     * @param perLane how many subscribers each lane has
     * @param deliveries what they are given, to hold {@link PublishPlan#inFlight} and {@link PublishPlan#burst}
     */
    Publisher(Loops loops, Target target, PublishPlan plan, int perLane, Deliveries deliveries) {
        this.loops = loops;
        this.target = target;
        this.plan = plan;
        this.perLane = perLane;
        this.deliveries = deliveries;
        this.sequences = new long[plan.lanes()];
    }

    /** To lanes that nobody reads. */
    static Publisher toNobody(Loops loops, Target target, PublishPlan plan) {
        return new Publisher(loops, target, plan, 0, Deliveries.none());
    }

    /** Before the start: the first lane has had so many numbers already. */
    Publisher goingOnFrom(long sequence) {
        sequences[0] = sequence;
        return this;
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
        loops.publisher().execute(() -> {
            roundTrip.reset();
            timedFromNanos = now;
            untimed = taken;
        });
    }

    private void connect() {
        startNanos = System.nanoTime();
        int count = Math.min(plan.connections(), plan.lanes());
        Dialer dialer = new Dialer(loops, target);
        for (int i = 0; i < count; i++) {
            PublishConnection connection = new PublishConnection(this, target, plan, i, count);
            connections.add(connection);
            dialer.connect(loops.publisher(), connection).addListener(opening -> {
                if (opening.isSuccess()) return;
                // None of them starts before all are open.
                String why = String.valueOf(opening.cause());
                connections.forEach(every -> every.end(why));
            });
        }
    }

    void connected() {
        if (++connected < connections.size()) return;
        startNanos = System.nanoTime();
        progressNanos = startNanos;
        deliveredBefore = deliveries.total();
        for (PublishConnection connection : connections) connection.start(startNanos);
        lookAgain();
    }

    /** Ends it when nothing more comes from the server, and when the time is over while it waits. */
    private void lookAgain() {
        if (result.isDone()) return;
        long now = System.nanoTime();
        long sum = taken + answered + deliveries.total();
        if (sum != progress || connections.stream().noneMatch(PublishConnection::isWaiting)) {
            progress = sum;
            progressNanos = now;
        }
        if (now - progressNanos > QUIET.toNanos()) {
            connections.forEach(connection -> connection.end("neither an answer nor a delivery for 5 s"));
        }
        if (now - startNanos > plan.duration().plus(OVERDUE).toNanos()) {
            connections.forEach(connection -> connection.end("answers are missing 20 s after the end"));
        }
        connections.forEach(PublishConnection::pump);
        loops.publisher().schedule(this::lookAgain, LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Whether what is due then is not to be sent any more. */
    boolean isOver(long dueNanos) {
        return stopped
                || taken >= plan.events()
                || dueNanos - startNanos >= plan.duration().toNanos();
    }

    /** Whether deliveries have to be waited for; if so, everything is pumped when there are enough. */
    boolean tooMuchInFlight() {
        long awaited = deliveredBefore + inFlightBegins() * perLane;
        if (awaited <= deliveries.total()) return false;
        deliveries.whenThereAre(
                awaited, () -> loops.publisher().execute(() -> connections.forEach(PublishConnection::pump)));
        return true;
    }

    /** How many events must have reached everyone before the next one. */
    private long inFlightBegins() {
        if (plan.burst() > 0) return taken % plan.burst() == 0 ? taken : 0;
        return plan.inFlight() > 0 ? Math.max(0, taken - plan.inFlight() + 1) : 0;
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
        if (AnswerScanner.isSuccess(status)) return;
        refused++;
        trouble(status + " " + body);
    }

    void trouble(String why) {
        if (trouble.isEmpty()) trouble = why;
    }

    void ended() {
        if (++ended < connections.size()) return;
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        result.complete(new Published(
                taken, taken - untimed, sequences.clone(), answered, refused, roundTrip.copy(), seconds, trouble));
    }
}
