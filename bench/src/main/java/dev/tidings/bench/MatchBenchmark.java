package dev.tidings.bench;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.match.SubscriptionIndex;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Who of many subscriptions wants an event that exactly one of them wants. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-Xms6g", "-Xmx6g"})
public class MatchBenchmark {

    /*
     * Each event is for a subscription chosen at random, so that among a million of them hardly anything that it touches is in
     * the processor's cache; the events come from an array larger than the caches too. No text of an event is the object that
     * a subscription holds, as both come from the wire.
     *
     * JMH reports the time on the wall. On a machine that others use too, the processor time of the best iteration, which is
     * printed at the end of each trial, says more.
     */

    /** A power of two, for the mask. */
    private static final int EVENTS = 1 << 17;

    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    private static final long SEED = 20_260_101;

    @Param({"100", "10000", "1000000"})
    public int subscriptions;

    @Param
    public MatchScenario scenario = MatchScenario.EMAIL;

    private final SubscriptionIndex<Numbered> index = new SubscriptionIndex<>();
    private final Event[] events = new Event[EVENTS];
    private int next;
    private long sum;
    private int nextAtStart;
    private long cpuNanosAtStart;
    private double bestCpuNanos = Double.MAX_VALUE;
    private final Consumer<Numbered> sink = this::found;

    private static final class Numbered extends SubscriptionIndex.Target {
        private final int number;

        private Numbered(Subscription subscription, int number) {
            super(subscription);
            this.number = number;
        }
    }

    @Setup
    public void fill() {
        for (int i = 0; i < subscriptions; i++) {
            index.add(new Numbered(Subscription.of(scenario.filter(i)), i));
        }
        Random random = new Random(SEED);
        for (int i = 0; i < EVENTS; i++) {
            int wanted = random.nextInt(subscriptions);
            events[i] = scenario.event(wanted);
            sum = 0;
            if (index.match(events[i], sink) != 1 || sum != wanted) {
                throw new IllegalStateException(events[i] + " does not match subscription " + wanted + " alone");
            }
        }
    }

    private void found(Numbered target) {
        sum += target.number;
    }

    @Benchmark
    public long match() {
        index.match(events[next++ & EVENTS - 1], sink);
        return sum;
    }

    @Setup(Level.Iteration)
    public void startClock() {
        nextAtStart = next;
        cpuNanosAtStart = CPU.getCurrentThreadCpuTime();
    }

    @TearDown(Level.Iteration)
    public void stopClock() {
        double cpuNanos = CPU.getCurrentThreadCpuTime() - cpuNanosAtStart;
        bestCpuNanos = Math.min(bestCpuNanos, cpuNanos / (next - nextAtStart));
    }

    @TearDown
    public void printCost() {
        double matches = next + (double) EVENTS;
        System.out.printf(
                Locale.ROOT,
                "%n%s among %d: %.3f look-ups, %.3f checks, %.0f ns of processor time per match%n",
                scenario,
                subscriptions,
                index.lookups() / matches,
                index.checks() / matches,
                bestCpuNanos);
    }
}
