package dev.tidings.load;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Subscribers at a steady rate, of whom some never read: what the others notice. One run for each number of dead ones, the first
 * without any.
 *
 * @param plan all of them
 * @param dead how many of them never read, in each run
 */
record DeadReaders(LoadPlan plan, List<Integer> dead) implements Scenario {
    /** 4 KiB: the server's side is full soon after the start, within the warm-up. */
    private static final int RECEIVE_BYTES = 4 << 10;

    /** 1 s: a server has noticed by then who has left. */
    private static final Duration LEAVING = Duration.ofSeconds(1);

    static DeadReaders of(Arguments arguments) {
        PublishPlan publish = PublishPlan.DEFAULT
                .withRate(arguments.number("rate", 1_000))
                .withConnections(1, Integer.MAX_VALUE)
                .withDuration(arguments.seconds("seconds", 10))
                .withDataBytes(arguments.number("data-bytes", 120));
        CrowdPlan crowd = CrowdPlan.broadcast(arguments.number("subscribers", 1_000));
        LoadPlan plan = new LoadPlan(Setup.of(arguments), crowd, publish, arguments.seconds("warmup", 3));
        List<Integer> dead = new ArrayList<>(List.of(0));
        arguments.numbers("dead", "10,50").forEach(count -> dead.add(Math.toIntExact(count)));
        arguments.requireAllKnown();
        return new DeadReaders(plan, dead);
    }

    @Override
    public boolean run(PrintStream out, Json json) {
        List<Json> runs = new ArrayList<>();
        json.put("runs", runs);
        boolean exact = true;
        for (int count : dead) {
            LoadReport report = beside(count);
            out.printf("Beside %d that never read:%n%s%n", count, report);
            runs.add(report.into(new Json().put("dead", count)));
            exact &= report.isExact();
            Await.pass(LEAVING);
        }
        return exact;
    }

    private LoadReport beside(int count) {
        CrowdPlan healthy = CrowdPlan.broadcast(plan.crowd().subscribers() - count);
        CrowdPlan neverReading = CrowdPlan.broadcast(count).withReceiveBytes(RECEIVE_BYTES);
        Target target = plan.setup().target();
        try (Loops loops = plan.setup().openLoops();
                Crowd ignored = Crowd.open(loops, target, neverReading);
                Crowd crowd = Crowd.open(loops, target, healthy)) {
            ignored.reading(false);
            return LoadRunner.measure(loops, target, crowd, plan.withCrowd(healthy));
        }
    }
}
