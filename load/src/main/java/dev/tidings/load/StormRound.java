package dev.tidings.load;

import dev.tidings.load.LiveWatch.Noticed;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One round of a {@link ResumeStorm}: quiet, the storm, and what is left of it. For one thread. */
final class StormRound {
    /** 2 s: a hub has noticed by then who has left. */
    private static final Duration LEAVING = Duration.ofSeconds(2);

    private final ResumeStorm storm;
    private final Target target;
    private final CrowdPlan live;
    private final Loops liveLoops;
    private final Loops stormLoops;
    private final PrintStream out;
    private final @Nullable HubProcess hub;

    StormRound(ResumeStorm storm, Target target, CrowdPlan live, Loops liveLoops, Loops stormLoops, PrintStream out) {
        this.storm = storm;
        this.target = target;
        this.live = live;
        this.liveLoops = liveLoops;
        this.stormLoops = stormLoops;
        this.out = out;
        this.hub = storm.hubPid() == 0 ? null : new HubProcess(storm.hubPid());
    }

    /** Whether everyone had all that was theirs. */
    boolean run(String id, Spread lanes) {
        memory("before");
        Noticed before;
        double coresQuietly;
        try (LiveWatch watch = new LiveWatch(liveLoops, target, live, storm.rate())) {
            double cpu = cpuSeconds();
            Await.pass(storm.quiet());
            coresQuietly = (cpuSeconds() - cpu) * 1e3 / storm.quiet().toMillis();
            before = watch.end();
        }
        boolean right;
        try (LiveWatch watch = new LiveWatch(liveLoops, target, live, storm.rate());
                Returning clients = new Returning(stormLoops, target, id, storm.missed())) {
            stormLoops.startClocks();
            double cpu = cpuSeconds();
            long start = System.nanoTime();
            boolean allCaughtUp = clients.comeBack(storm.clients(), lanes);
            double seconds = (System.nanoTime() - start) / 1e9;
            cpu = cpuSeconds() - cpu;
            List<Double> busy = busy();
            Noticed meanwhile = watch.end();
            right = caughtUp(clients, allCaughtUp) && before.isExact() && meanwhile.isExact();
            compare("live latency", before.latency(), meanwhile.latency());
            compare("round trip", before.roundTrip(), meanwhile.roundTrip());
            trouble(before);
            trouble(meanwhile);
            tellCpu(cpu, coresQuietly * seconds, seconds);
            tellBusy(busy);
            memory("with them");
        }
        Await.pass(LEAVING);
        memory("without them");
        return right;
    }

    private boolean caughtUp(Returning clients, boolean all) {
        CrowdResult result = clients.result();
        row("opened", "%,d streams in %.2f s", storm.clients(), clients.openedSeconds());
        row("caught up", "%s%s", Percentiles.of(clients.caughtUp()), all ? "" : " NOT ALL");
        row(
                "wrong",
                "lost %,d  duplicate %,d  late %,d  strayed %,d  foreign %,d  dropped %,d %s",
                result.lost,
                result.duplicates,
                result.late,
                result.strayed,
                result.foreign,
                result.dropped,
                result.trouble());
        row("gaps", "%,d, of %,d events", result.gaps, result.announced);
        return all && result.isExact();
    }

    private void compare(String what, Percentiles before, Percentiles meanwhile) {
        row(what, "before     %s", before);
        row("", "meanwhile  %s", meanwhile);
        double times = (double) meanwhile.p99Nanos() / Math.max(1, before.p99Nanos());
        row("", "p99        %.2f x of that before", times);
    }

    private void trouble(Noticed noticed) {
        if (!noticed.isExact()) row("LIVE", "not exact: %s", noticed.trouble());
    }

    private double cpuSeconds() {
        return hub == null ? 0 : hub.cpuSeconds();
    }

    private void tellCpu(double cpu, double liveOnes, double seconds) {
        if (hub == null) return;
        double each = (cpu - liveOnes) * 1e6 / storm.clients();
        row(
                "hub's CPU",
                "%.2f s in %.2f s, of which %.2f s for the live ones; %.0f us per client",
                cpu,
                seconds,
                liveOnes,
                each);
    }

    /** Those that come back first, then the live ones, then the publisher. */
    private List<Double> busy() {
        List<Double> busy = new ArrayList<>(stormLoops.busy().subList(0, stormLoops.readers()));
        busy.addAll(liveLoops.busy());
        return busy;
    }

    private void tellBusy(List<Double> busy) {
        StringBuilder shares = new StringBuilder();
        busy.forEach(share -> shares.append(String.format(Locale.ROOT, "%.0f %%  ", share * 100)));
        row("loops busy", "%s(clients, live, publisher)", shares);
        if (busy.stream().anyMatch(share -> share > LoadReport.BOTTLENECK)) {
            row("NOTE", "the generator itself is the bottleneck: more --loops, or another core");
        }
    }

    private void memory(String when) {
        if (hub == null) return;
        // The collection first: what it gives back to the system is not in use.
        long heap = hub.liveHeapBytes();
        row("memory", "%-12s %,d KiB resident, %,d KiB live heap", when, hub.residentBytes() >> 10, heap >> 10);
    }

    @SuppressWarnings("AnnotateFormatMethod") // its annotation would be a dependency
    private void row(String name, String format, Object... values) {
        out.printf(Locale.ROOT, "%-13s ", name)
                .printf(Locale.ROOT, format, values)
                .println();
    }
}
