package dev.tidings.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.log.EventLog;
import dev.tidings.hub.log.MemoryLog;
import dev.tidings.log.rocksdb.RocksLog;
import dev.tidings.log.rocksdb.store.Sync;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * What a log costs without a hub around it: appending, opening, and reading what one subscriber missed.
 * <p>
 * Prints a line for each case, with the processor time of the whole process: the time of the wall is for orientation.
 */
public final class MeasuredLog {

    private static final String HELP = """
            MeasuredLog append [--folder DIR] [--seconds 4]      memory, os and disk; 1 and 64 publishers; batches of 1 and 1 000
                        replay [--folder DIR]                    what one of them missed, in logs of 10 000 to 1 000 000 events
            """;

    private static final OperatingSystemMXBean MACHINE =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private static final String DATA =
            "{\"isVerified\":true,\"at\":\"2026-01-01T00:00:00Z\",\"by\":\"somebody\",\"n\":1}";
    /** 64 publishers with batches of 1 000 have more under way than the default. */
    private static final long QUEUE_BYTES = 256L << 20;

    private static final int USERS = 100_000;

    private final Path folder;
    private final Duration time;

    private MeasuredLog(Path folder, Duration time) {
        this.folder = folder;
        this.time = time;
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("tidings-measured-log-");
        Duration time = Duration.ofSeconds(4);
        for (int i = 1; i + 1 < arguments.length; i += 2) {
            switch (arguments[i]) {
                case "--folder" -> folder = Path.of(arguments[i + 1]);
                case "--seconds" -> time = Duration.ofSeconds(Long.parseLong(arguments[i + 1]));
                default -> throw new IllegalArgumentException(arguments[i] + "\n" + HELP);
            }
        }
        MeasuredLog measured = new MeasuredLog(folder, time);
        switch (arguments.length == 0 ? "" : arguments[0]) {
            case "append" -> measured.append();
            case "replay" -> measured.replay();
            default -> throw new IllegalArgumentException(HELP);
        }
    }

    private void append() throws IOException {
        for (int round = 0; round < 2; round++) {
            System.out.println(round == 0 ? "warming up" : "measured");
            for (int batch : new int[] {1, 1_000}) {
                for (int publishers : new int[] {1, 64}) {
                    for (String kind : List.of("memory", "os", "disk")) {
                        append(kind, publishers, batch, round == 0 ? Duration.ofSeconds(2) : time);
                    }
                }
            }
        }
    }

    /** Each publisher sends its next batch when it has the answer to the one before. */
    private void append(String kind, int publishers, int batch, Duration howLong) throws IOException {
        Path place = folder.resolve("append");
        try (EventLog log = open(kind, place)) {
            List<CompletableFuture<List<EventId>>> waiting = new ArrayList<>();
            long begin = System.nanoTime();
            long cpu = MACHINE.getProcessCpuTime();
            long events = 0;
            for (int p = 0; p < publishers; p++) {
                waiting.add(log.append(batch(p, batch)).toCompletableFuture());
            }
            for (int p = 0; System.nanoTime() - begin < howLong.toNanos(); p = (p + 1) % publishers) {
                events += waiting.get(p).join().size();
                waiting.set(p, log.append(batch((int) (events % USERS), batch)).toCompletableFuture());
            }
            for (CompletableFuture<List<EventId>> last : waiting) {
                events += last.join().size();
            }
            long used = MACHINE.getProcessCpuTime() - cpu;
            double seconds = (System.nanoTime() - begin) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "%-7s %3d publishers, batches of %4d: %,11.0f events/s, %6.2f us of CPU an event%n",
                    kind,
                    publishers,
                    batch,
                    events / seconds,
                    used / 1e3 / events);
        }
        delete(place);
    }

    private static EventLog open(String kind, Path place) {
        return switch (kind) {
            case "memory" -> MemoryLog.open();
            case "os" -> RocksLog.builder(place).queueBytes(QUEUE_BYTES).open();
            default ->
                RocksLog.builder(place).queueBytes(QUEUE_BYTES).sync(Sync.DISK).open();
        };
    }

    private static List<Event> batch(int first, int size) {
        List<Event> events = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            events.add(event((first + i) % USERS));
        }
        return events;
    }

    private static Event event(int user) {
        return Event.of("filter.verified", DATA).with("email", "user" + user + "@example.com");
    }

    private void replay() throws IOException {
        for (int count : new int[] {10_000, 100_000, 1_000_000}) {
            Path place = folder.resolve("replay");
            try (RocksLog log = RocksLog.builder(place).retainAge(null).open()) {
                fill(log, count);
            }
            long opening = System.nanoTime();
            try (RocksLog log = RocksLog.builder(place).retainAge(null).open()) {
                System.out.printf(
                        Locale.ROOT,
                        "%,9d events: opened in %,d ms%n",
                        count,
                        (System.nanoTime() - opening) / 1_000_000);
                for (int round = 0; round < 3; round++) {
                    measure(log, "one e-mail", Filter.all().where("email", "ann@example.com"), round);
                    measure(
                            log,
                            "tenant and e-mail",
                            Filter.all().where("tenant", "acme").where("email", "ann@example.com"),
                            round);
                    measure(
                            log,
                            "*.verified and e-mail",
                            Filter.topic("*.verified").where("email", "ann@example.com"),
                            round);
                }
            }
            delete(place);
        }
    }

    /** Of every so many events, ten are hers. */
    private static void fill(EventLog log, int count) {
        List<Event> batch = new ArrayList<>();
        CompletableFuture<?> last = CompletableFuture.completedFuture(null);
        for (int i = 0; i < count; i++) {
            boolean hers = i % (count / 10) == 7;
            batch.add(Event.of(i % 4 == 0 ? "filter.seen" : "filter.verified", DATA)
                    .with("email", hers ? "ann@example.com" : "user" + i % USERS + "@example.com")
                    .with("tenant", i % 2 == 1 ? "acme" : "other"));
            if (batch.size() == 1_000) {
                last.join();
                last = log.append(batch).toCompletableFuture();
                batch = new ArrayList<>();
            }
        }
        last.join();
    }

    private static void measure(RocksLog log, String what, Filter filter, int round) {
        int times = 200;
        long begin = System.nanoTime();
        int found = 0;
        for (int i = 0; i < times; i++) {
            long[] positions = log.replayIndex()
                    .matches(Subscription.of(filter), log.earliest(), log.head(), 100)
                    .positions();
            found = log.read(positions).size();
        }
        if (round == 2) {
            System.out.printf(
                    Locale.ROOT,
                    "          %-22s %d found, %,6.0f us%n",
                    what,
                    found,
                    (System.nanoTime() - begin) / 1e3 / times);
        }
    }

    private static void delete(Path place) throws IOException {
        if (Files.exists(place)) {
            try (Stream<Path> files = Files.walk(place)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
