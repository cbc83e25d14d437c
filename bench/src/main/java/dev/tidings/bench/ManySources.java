package dev.tidings.bench;

import dev.tidings.client.EventSource;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * What thousands of {@link EventSource}s in one JVM take of its heap and how many threads they have, against a hub of another
 * process that lets anybody publish.
 */
public final class ManySources {

    private static final String HELP = """
            ManySources HUB [SOURCES] [EVENTS]       http://127.0.0.1:8080, 10000, 20
            """;

    /** So many are on their way at once: a hub's backlog of connections that it has not accepted is bounded. */
    private static final int OPENING = 200;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final URI hub;
    private final HttpClient publisher = HttpClient.newHttpClient();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger errors = new AtomicInteger();
    private final AtomicLong received = new AtomicLong();
    private final List<EventSource> sources = new ArrayList<>();

    private ManySources(URI hub) {
        this.hub = hub;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length == 0) {
            System.err.print(HELP);
            System.exit(2);
        }
        int sources = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10_000;
        int events = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 20;
        new ManySources(URI.create(arguments[0])).measure(sources, events);
    }

    private void measure(int count, int events) throws IOException, InterruptedException {
        publish(); // so that the publisher's own heap and threads are there before
        open(1);
        long heapBefore = LiveHeap.bytes();
        long residentBefore = residentKiB();
        long begin = System.nanoTime();
        open(count - 1);
        System.out.printf(Locale.ROOT, "sources: %d open after %d ms%n", count, millisSince(begin));
        System.out.printf(
                Locale.ROOT, "live heap: %.1f KiB each%n", (LiveHeap.bytes() - heapBefore) / 1024.0 / (count - 1));
        System.out.printf(
                Locale.ROOT,
                "threads: %d%n",
                ManagementFactory.getThreadMXBean().getThreadCount());
        for (int event = 0; event < events; event++) {
            long want = received.get() + count;
            long sent = System.nanoTime();
            publish();
            await(() -> received.get() >= want);
            if (event == 0 || event == events - 1) {
                System.out.printf(Locale.ROOT, "event %d: all have it after %d ms%n", event + 1, millisSince(sent));
            }
        }
        System.out.printf(
                Locale.ROOT,
                "live heap afterwards: %.1f KiB each%n",
                (LiveHeap.bytes() - heapBefore) / 1024.0 / (count - 1));
        System.out.printf(
                Locale.ROOT,
                "resident: %d KiB each, heap not collected and code included%n",
                (residentKiB() - residentBefore) / count);
        System.out.printf(
                Locale.ROOT,
                "threads: %d, at most %d%n",
                ManagementFactory.getThreadMXBean().getThreadCount(),
                peakThreads());
        System.out.printf(
                Locale.ROOT,
                "received: %d (expected: %d), errors: %d%n",
                received.get(),
                (long) count * events,
                errors.get());
        sources.forEach(EventSource::close);
        System.out.printf(
                Locale.ROOT,
                "live heap after all were closed: %.1f KiB each%n",
                (LiveHeap.bytes() - heapBefore) / 1024.0 / (count - 1));
    }

    private void open(int count) {
        URI url = hub.resolve("/sse?topic=many");
        for (int i = 0; i < count; i++) {
            await(() -> sources.size() - opened.get() < OPENING);
            sources.add(EventSource.builder(url)
                    .onOpen(opened::incrementAndGet)
                    .onMessage(message -> received.incrementAndGet())
                    .onError(error -> {
                        errors.incrementAndGet();
                        System.err.println(error.message());
                    })
                    .open());
        }
        await(() -> opened.get() >= sources.size());
    }

    private void publish() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(hub.resolve("/events"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"topic\": \"many\", \"data\": \"" + "x".repeat(100) + "\"}"))
                .build();
        int status = publisher.send(request, BodyHandlers.discarding()).statusCode();
        if (status != 200) {
            throw new IOException("status: " + status + " (expected: 200)");
        }
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    private static int peakThreads() {
        return ManagementFactory.getThreadMXBean().getPeakThreadCount();
    }

    private static long residentKiB() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return 0;
    }
}
