package dev.tidings.load;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Many subscribers to whom nothing happens: what they cost, and whether they stay. */
record IdleHold(Setup setup, int subscribers, Duration hold) implements Scenario {

    /**
     * What is in use at a moment.
     *
     * @param heapBytes 0 if there is no Java heap that could be asked for
     */
    private record Memory(long heapBytes, long residentBytes, long kernelBytes) {
        /** The collection last: nobody collects a server's garbage before asking how large it is. */
        static Memory of(HubProcess hub) {
            long resident = hub.residentBytes();
            long kernel = KernelMemory.bytes();
            return new Memory(hub.liveHeapBytes(), resident, kernel);
        }
    }

    static IdleHold of(Arguments arguments) {
        IdleHold scenario = new IdleHold(
                Setup.of(arguments), arguments.number("subscribers", 10_000), arguments.seconds("seconds", 60));
        arguments.requireAllKnown();
        return scenario;
    }

    @Override
    public boolean run(PrintStream out, Json json) {
        HubProcess hub = setup.process();
        try (Loops loops = setup.openLoops()) {
            Memory before = Memory.of(hub);
            try (Crowd crowd = Crowd.open(loops, setup.target(), CrowdPlan.targeted(subscribers))) {
                out.printf("joined        %,d, each in %s%n", subscribers, Percentiles.of(crowd.joining()));
                Meter meter = Meter.start(hub);
                Await.pass(hold);
                Usage usage = meter.untilNow();
                CrowdResult result = crowd.result(new long[subscribers]);
                out.printf("held          %d s, %s %s%n", hold.toSeconds(), result.flaws(), result.trouble());
                json.put("subscribers", subscribers)
                        .put("seconds", usage.seconds())
                        .put("cpuSeconds", usage.cpuSeconds())
                        .put("cpuMicrosPerSubscriberSecond", usage.cpuMicrosPer(subscribers) / usage.seconds())
                        .put("joinMicros", Percentiles.of(crowd.joining()).json());
                result.flaws().into(json).put("exact", result.isExact()).put("trouble", result.trouble());
                tell(out, json, before, Memory.of(hub), usage);
                return result.isExact();
            }
        }
    }

    private void tell(PrintStream out, Json json, Memory before, Memory after, Usage usage) {
        double resident = each(after.residentBytes - before.residentBytes);
        double kernel = each(after.kernelBytes - before.kernelBytes);
        Double heap = after.heapBytes == 0 ? null : each(after.heapBytes - before.heapBytes);
        json.put("residentBytes", after.residentBytes)
                .put("residentBytesPerSubscriber", resident)
                .put("liveHeapBytesPerSubscriber", heap)
                .put("kernelBytesPerSubscriber", kernel);
        if (usage.cpuSeconds() == 0 && after.residentBytes == 0) return;
        out.printf("hub           %.1f %% of a core%n", usage.cpuSeconds() / usage.seconds() * 100);
        out.printf("each          %.0f bytes resident, %s live heap, %.0f kernel%n", resident, text(heap), kernel);
    }

    private double each(long bytes) {
        return (double) bytes / subscribers;
    }

    private static String text(@Nullable Double bytes) {
        return bytes == null ? "unknown" : String.format(Locale.ROOT, "%.0f", bytes);
    }
}
