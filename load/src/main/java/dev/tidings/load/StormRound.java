package dev.tidings.load;

import dev.tidings.load.LiveWatch.Noticed;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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
    private final HubProcess hub;

    StormRound(ResumeStorm storm, Target target, CrowdPlan live, Loops liveLoops, Loops stormLoops, PrintStream out) {
        this.storm = storm;
        this.target = target;
        this.live = live;
        this.liveLoops = liveLoops;
        this.stormLoops = stormLoops;
        this.out = out;
        this.hub = storm.setup().process();
    }

    /** Whether everyone had all that was theirs. */
    boolean run(String id, Spread lanes, Json json) {
        json.put("liveHeapBytesBefore", memory("before"));
        Noticed before;
        double coresQuietly;
        try (LiveWatch watch = new LiveWatch(liveLoops, target, live, storm.rate())) {
            Meter meter = Meter.start(hub);
            Await.pass(storm.quiet());
            Usage quiet = meter.untilNow();
            coresQuietly = quiet.cpuSeconds() / quiet.seconds();
            before = watch.end();
        }
        boolean right;
        try (LiveWatch watch = new LiveWatch(liveLoops, target, live, storm.rate());
                Returning clients = new Returning(stormLoops, target, id, storm.missed())) {
            stormLoops.startClocks();
            Meter meter = Meter.start(hub);
            boolean allCaughtUp = clients.comeBack(storm.clients(), lanes);
            Usage usage = meter.untilNow();
            List<Double> busy = busy();
            Noticed meanwhile = watch.end();
            CrowdResult result = clients.result();
            right = allCaughtUp && result.isExact() && before.isExact() && meanwhile.isExact();
            tell(clients, allCaughtUp, result);
            compare("live latency", before.latency(), meanwhile.latency());
            compare("round trip", before.roundTrip(), meanwhile.roundTrip());
            trouble(before);
            trouble(meanwhile);
            double cpuMicrosEach = tellCpu(usage, coresQuietly * usage.seconds());
            tellBusy(busy);
            json.put("seconds", usage.seconds())
                    .put("cpuMicrosPerClient", cpuMicrosEach)
                    .put("liveP99BeforeMicros", before.latency().p99Nanos() / 1e3)
                    .put("liveP99Micros", meanwhile.latency().p99Nanos() / 1e3)
                    .put("roundTripP99BeforeMicros", before.roundTrip().p99Nanos() / 1e3)
                    .put("roundTripP99Micros", meanwhile.roundTrip().p99Nanos() / 1e3)
                    .put("generatorCpuSeconds", usage.generatorCpuSeconds());
            result.flaws()
                    .into(json)
                    .put("generatorBusy", busy)
                    .put("bottleneck", Loops.isBottleneck(busy))
                    .put("exact", right)
                    .put("trouble", result.trouble() + before.trouble() + meanwhile.trouble());
            memory("with them");
        }
        Await.pass(LEAVING);
        json.put("liveHeapBytesAfter", memory("without them")).put("residentBytes", hub.residentBytes());
        return right;
    }

    private void tell(Returning clients, boolean all, CrowdResult result) {
        row("opened", "%,d streams in %.2f s", storm.clients(), clients.openedSeconds());
        row("caught up", "%s%s", Percentiles.of(clients.caughtUp()), all ? "" : " NOT ALL");
        row("wrong", "%s %s", result.flaws(), result.trouble());
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

    /** Per client, without what the live ones took. */
    private double tellCpu(Usage usage, double liveOnes) {
        double each = (usage.cpuSeconds() - liveOnes) * 1e6 / storm.clients();
        if (hub.isKnown()) {
            row(
                    "hub's CPU",
                    "%.2f s in %.2f s, of which %.2f s for the live ones; %.0f us per client",
                    usage.cpuSeconds(),
                    usage.seconds(),
                    liveOnes,
                    each);
        }
        return each;
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
        if (Loops.isBottleneck(busy)) row("NOTE", Loops.BOTTLENECK_NOTE);
    }

    /** Live heap, 0 if it is not known. */
    private long memory(String when) {
        if (!hub.isKnown()) return 0;
        // The collection first: what it gives back to the system is not in use.
        long heap = hub.liveHeapBytes();
        row("memory", "%-12s %,d KiB resident, %,d KiB live heap", when, hub.residentBytes() >> 10, heap >> 10);
        return heap;
    }

    @SuppressWarnings("AnnotateFormatMethod") // its annotation would be a dependency
    private void row(String name, String format, Object... values) {
        out.printf(Locale.ROOT, "%-13s ", name)
                .printf(Locale.ROOT, format, values)
                .println();
    }
}
