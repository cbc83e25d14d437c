package dev.tidings.load;

import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;

/** Many subscribers to whom nothing happens: what they cost, and whether they stay. */
record IdleHold(URI hub, int subscribers, int loops, Duration hold, long hubPid) {

    static IdleHold of(Arguments arguments) {
        IdleHold scenario = new IdleHold(
                arguments.hub(),
                arguments.number("subscribers", 10_000),
                arguments.number("loops", 1),
                arguments.seconds("seconds", 60),
                arguments.longNumber("pid", 0));
        arguments.requireAllKnown();
        return scenario;
    }

    /** Whether all streams stayed open. */
    boolean run(PrintStream out) {
        HubProcess process = hubPid == 0 ? null : new HubProcess(hubPid);
        long before = process == null ? 0 : process.residentBytes();
        try (Loops group = new Loops(loops);
                Crowd crowd = Crowd.open(group, Target.of(hub), CrowdPlan.targeted(subscribers))) {
            out.printf("joined        %,d, each in %s%n", subscribers, Percentiles.of(crowd.joining()));
            double cpuBefore = process == null ? 0 : process.cpuSeconds();
            Await.pass(hold);
            CrowdResult result = crowd.result(new long[subscribers]);
            out.printf("held          %d s, %,d streams ended by themselves%n", hold.toSeconds(), result.dropped);
            if (process != null) {
                double cpu = (process.cpuSeconds() - cpuBefore) / hold.toSeconds();
                double kibEach = (process.residentBytes() - before) / 1024.0 / subscribers;
                out.printf("hub           %.1f %% of a core, %.1f KiB more resident for each%n", cpu * 100, kibEach);
            }
            return result.dropped == 0;
        }
    }
}
