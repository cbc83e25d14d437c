package dev.tidings.log.rocksdb;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.log.EventLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What is in logs, for comparisons. */
public final class Contents {

    private Contents() {}

    /** Every event that is retained: id, time, and all of it. */
    static List<String> of(EventLog log) {
        List<String> all = new ArrayList<>();
        long after = log.earliest();
        List<Delivery> page = log.read(after, 1_000);
        while (!page.isEmpty()) {
            page.forEach(each -> all.add(each.id() + " " + each.time() + " " + each.event() + " "
                    + each.event().data()));
            page = log.read(page.get(page.size() - 1).position(), 1_000);
        }
        return all;
    }

    /** Of a log that is opened for that. */
    static List<String> of(Path folder) {
        try (RocksLog log = RocksLog.open(folder)) {
            return of(log);
        }
    }

    /** Waits until the lists of all segments but the open one are stored. */
    static void awaitListsStored(RocksLog log) {
        while (log.segments().list().stream()
                .anyMatch(segment -> segment != log.segments().open() && !segment.isStored())) {
            Thread.onSpinWait();
        }
    }

    static Event numbered(int number) {
        return Event.of("n." + number % 7, number + " " + "x".repeat(number % 300))
                .with("email", "ann" + number % 50 + "@example.com");
    }

    /** A random source whose seed is printed, and can be given back with {@code -Dtidings.seed=N}. */
    public static Random random(String test) {
        long seed = Long.getLong("tidings.seed", System.nanoTime());
        System.out.println(test + ": -Dtidings.seed=" + seed);
        return new Random(seed);
    }
}
