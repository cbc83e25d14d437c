package dev.tidings.cli;

import static java.util.Objects.requireNonNull;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hubclient.EventRefusedException;
import dev.tidings.hubclient.HubClient;
import dev.tidings.server.publish.EventLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine;

/**
 * Publishes events one after the other and tells what became of each, in order.
 * <p>
 * Bounded: with too much under way, nothing is read. For one thread.
 */
final class Published {
    /*
     *   input ──> under way, in the order of the input ──> told: its id, or its line and what is wrong
     *               at most UNDER_WAY_BYTES
     */

    /** 4 MiB: as bytes of the input, of which escapes make up to three times as many; the client takes 16. */
    private static final long UNDER_WAY_BYTES = 4 << 20;

    /** 128: what an event costs beside what is in its line. */
    private static final int EACH_BYTES = 128;

    /** 10: more do not help whoever has to find out what is wrong. */
    private static final int MOST_TOLD = 10;

    /** Other than a refusal, it may go away by itself. */
    private static final int UNREACHABLE = 3;

    private final HubClient hub;
    private final CommandLine command;
    private final PrintWriter out;
    private final boolean ids;
    private final boolean keepGoing;
    private final Deque<UnderWay> underWay = new ArrayDeque<>();

    private long underWayBytes;
    private long published;
    private long failed;
    private int exitCode;

    private record UnderWay(String place, long bytes, CompletableFuture<EventId> id) {}

    /**
     * @param ids whether the ids are printed
     * @param keepGoing whether anything is read behind what failed
     */
    Published(HubClient hub, CommandLine command, boolean ids, boolean keepGoing) {
        this.hub = hub;
        this.command = command;
        this.out = command.getOut();
        this.ids = ids;
        this.keepGoing = keepGoing;
    }

    int exitCode() {
        return exitCode;
    }

    void one(Event event) throws CommandFailedException {
        send("", 0, event);
        settleAll();
    }

    /** All lines, until the input ends or, unless it keeps going, one has failed. */
    void lines(InputLines input, EventLine reader) throws CommandFailedException {
        try (Progress progress = Progress.start("publishing", -1)) {
            while (goesOn()) {
                byte[] line = input.next();
                if (line == null) {
                    break;
                }
                try {
                    send("line " + input.number() + ": ", line.length, reader.read(line, input.number()));
                } catch (IllegalArgumentException e) {
                    // What stands before it is told before it.
                    settleAll();
                    if (goesOn()) {
                        tell(String.valueOf(e.getMessage()), CommandFailedException.FAILURE);
                    }
                }
                if (input.isDry()) {
                    settleAll();
                }
                progress.to(published, "");
            }
            settleAll();
        } catch (IOException e) {
            settleAll();
            tell("standard input: " + e.getMessage(), CommandFailedException.FAILURE);
        }
        if (failed > MOST_TOLD) {
            Main.tell(command, "and " + (failed - MOST_TOLD) + " more");
        }
        if (failed > 0) {
            Main.tell(command, Words.count(published, "event") + " published, " + failed + " not");
        }
    }

    private boolean goesOn() {
        return failed == 0 || (keepGoing && exitCode != UNREACHABLE);
    }

    private void send(String place, int lineBytes, Event event) {
        long bytes = (long) lineBytes + EACH_BYTES;
        while (!underWay.isEmpty() && (underWay.element().id().isDone() || underWayBytes + bytes > UNDER_WAY_BYTES)) {
            settleFirst();
        }
        underWayBytes += bytes;
        underWay.add(new UnderWay(place, bytes, hub.publish(event).toCompletableFuture()));
    }

    private void settleAll() {
        while (!underWay.isEmpty()) {
            settleFirst();
        }
        out.flush();
    }

    private void settleFirst() {
        UnderWay first = underWay.remove();
        underWayBytes -= first.bytes();
        try {
            EventId id = first.id().get();
            published++;
            if (ids) {
                // Not println, which flushes: what is printed is flushed when there is nothing left to read.
                out.print(id);
                out.print(System.lineSeparator());
            }
        } catch (ExecutionException e) {
            Throwable cause = requireNonNull(e.getCause(), "cause");
            boolean hopeless = cause instanceof EventRefusedException || cause instanceof IllegalArgumentException;
            tell(first.place() + cause.getMessage(), hopeless ? CommandFailedException.FAILURE : UNREACHABLE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            tell(first.place() + "interrupted", UNREACHABLE);
        }
    }

    private void tell(String what, int code) {
        exitCode = Math.max(exitCode, code);
        if (failed++ < MOST_TOLD) {
            Main.tell(command, what);
        }
    }
}
