package dev.tidings.cli;

import dev.tidings.client.EventSource;
import dev.tidings.client.EventSourceBuilder;
import dev.tidings.client.EventSourceError;
import dev.tidings.client.EventSourceError.UnexpectedStatus;
import dev.tidings.hub.event.Gap;
import dev.tidings.hub.shard.CloseReason;
import dev.tidings.sse.SseMessage;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Prints what a stream brings until there is a reason to stop. Messages, errors and the clock have one thread in common. */
final class Subscribing implements AutoCloseable {
    /*
     *   message ──> printed ──> its id is what is stored next      (never before: what was not printed comes again)
     *   tick ─────> nothing to print: the id of the source, which its heartbeats take along
     */

    /** Takes a text to where it goes, at once. */
    @FunctionalInterface
    interface Sink {
        void write(String text) throws IOException;
    }

    /** 100 ms: after an end that nobody announced, what was printed that long before it may come again. */
    private static final Duration STORE_EVERY = Duration.ofMillis(100);

    /** 2 s: longer than any reader takes for a line that it wants. */
    private static final Duration LAST_LINE = Duration.ofSeconds(2);

    private final String address;
    private final Sink out;
    private final MessagePrinter printer;
    private final boolean printsGaps;
    private final @Nullable IdFile ids;
    private final boolean quiet;
    private final CommandLine command;
    private final JsonMapper json = JsonMapper.builder().build();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(Subscribing::daemon);

    // The thread's own; run() reads them after it has ended.
    private long rest;
    private String printedId = "";
    private boolean ended;
    private int exitCode;

    /**
     * @param address where the server is, for messages
     * @param printsGaps whether gaps are printed as messages are, as well as told on standard error
     * @param ids where the last id is kept; null for nowhere
     * @param count how many messages are printed
     * @param quiet whether nothing is said of errors that pass
     */
    Subscribing(
            String address,
            Sink out,
            MessagePrinter printer,
            boolean printsGaps,
            @Nullable IdFile ids,
            long count,
            boolean quiet,
            CommandLine command) {
        this.address = address;
        this.out = out;
        this.printer = printer;
        this.printsGaps = printsGaps;
        this.ids = ids;
        this.rest = count;
        this.quiet = quiet;
        this.command = command;
    }

    /** Any thread, also before it runs. */
    void stop() {
        stopped.countDown();
    }

    /** Returns the exit code. */
    int run(EventSourceBuilder builder) throws InterruptedException {
        try (EventSource source = builder.executor(thread)
                .onAny(this::message)
                .onError(this::error)
                .open()) {
            if (ids != null) {
                thread.scheduleWithFixedDelay(
                        () -> {
                            if (!ended) {
                                printedId = source.lastEventId();
                                store();
                            }
                        },
                        STORE_EVERY.toMillis(),
                        STORE_EVERY.toMillis(),
                        TimeUnit.MILLISECONDS);
            }
            stopped.await();
            // What is being printed is printed, and nothing after it.
            thread.execute(() -> {
                end(0);
                store();
            });
            thread.shutdown();
            if (!thread.awaitTermination(LAST_LINE.toMillis(), TimeUnit.MILLISECONDS)) {
                return 0; // Nobody reads the line that is being printed.
            }
            return exitCode;
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "subscribe");
        thread.setDaemon(true);
        return thread;
    }

    private void message(SseMessage message) {
        if (ended) {
            return;
        }
        if (message.type().equals(CloseReason.TYPE)) {
            say("the hub ends the stream: " + member(message.data(), "reason"));
            return;
        }
        boolean gap = message.type().equals(Gap.TYPE);
        if (gap) {
            say("gap: events may be missing (" + member(message.data(), "reason") + ")");
        }
        if (!gap || printsGaps) {
            try {
                out.write(printer.text(message));
            } catch (IOException nobodyReadsIt) {
                end(0);
                return;
            }
        }
        printedId = message.lastEventId();
        if (!gap && --rest == 0) {
            end(0);
        }
    }

    private void error(EventSourceError error) {
        if (ended) {
            return;
        }
        if (error.reconnectsIn().isPresent()) {
            if (!quiet) {
                double seconds = error.reconnectsIn().get().toMillis() / 1e3;
                say(String.format(Locale.ROOT, "%s; again in %.1f s", words(error), seconds));
            }
            return;
        }
        say(words(error));
        end(CommandFailedException.FAILURE);
    }

    private String words(EventSourceError error) {
        if (error instanceof UnexpectedStatus refusal) {
            return error.message() + why(refusal.body());
        }
        // The exception itself has nothing to say.
        return error.cause().filter(ConnectException.class::isInstance).isPresent()
                ? "nobody answers at " + address
                : error.message();
    }

    /** What a hub says in its refusal; nothing of other servers' pages. */
    private String why(String body) {
        String detail = member(body, "detail");
        return detail.isEmpty() ? "" : ": " + detail;
    }

    private String member(String object, String name) {
        try {
            JsonNode value = json.readTree(object).get(name);
            return value == null ? "" : value.asString();
        } catch (JacksonException notJson) {
            return "";
        }
    }

    private void store() {
        if (ids == null) {
            return;
        }
        try {
            ids.store(printedId);
        } catch (IOException e) {
            say("--state cannot be written: " + e);
            end(CommandFailedException.FAILURE);
            exitCode = CommandFailedException.FAILURE;
        }
    }

    private void end(int code) {
        if (!ended) {
            ended = true;
            exitCode = code;
            stopped.countDown();
        }
    }

    private void say(String what) {
        Main.tell(command, what);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
