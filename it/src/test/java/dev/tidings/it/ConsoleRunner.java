package dev.tidings.it;

import dev.tidings.testkit.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs the examples of a page one after the other, as a reader would in two terminals: streams stay open while the next block's
 * commands run, and have to show what the page shows when those are done.
 */
final class ConsoleRunner implements AutoCloseable {

    /** What the documentation calls the hub. */
    private static final String ADDRESS = "127.0.0.1:8080";

    private static final Pattern FIRST_BLOCK_END = Pattern.compile("retry: \\d+\n\n");

    private final String hubAddress;
    private final Transcript transcript = new Transcript();
    private final List<Open> open = new ArrayList<>();

    ConsoleRunner(int hubPort) {
        this.hubAddress = "127.0.0.1:" + hubPort;
    }

    private record Open(ConsoleExample example, Shell shell) {}

    /** @throws AssertionError if what a page says is not what came */
    void run(List<ConsoleExample> examples) {
        boolean published = false;
        for (ConsoleExample example : examples) {
            Shell shell = Shell.start(transcript.command(example.command()).replace(ADDRESS, hubAddress));
            if (example.isStream()) {
                start(new Open(example, shell));
            } else {
                finish(example, shell);
                published = true;
            }
            if (example.endsBlock() && published) {
                completeAll();
                published = false;
            }
        }
        completeAll();
    }

    private void start(Open stream) {
        if (stream.example().interrupted()) {
            complete(stream);
            return;
        }
        open.add(stream);
        Await.until(
                "a first block of " + stream.example(),
                () -> !firstBlock(stream.shell().output()).isEmpty());
        if (!transcript.matches(
                firstBlock(stream.example().output() + "\n\n"),
                firstBlock(stream.shell().output()))) {
            throw lie(stream.example(), stream.shell());
        }
    }

    /** What is there when a stream has begun, with the head if that is shown; empty if it has not. */
    private static String firstBlock(String stream) {
        Matcher end = FIRST_BLOCK_END.matcher(stream);
        return end.find() ? stream.substring(0, end.end()) : "";
    }

    private void finish(ConsoleExample example, Shell shell) {
        try (shell) {
            shell.awaitEnd();
            if (!transcript.matches(example.output(), shell.output())) {
                throw lie(example, shell);
            }
        }
    }

    private void completeAll() {
        for (Open stream : List.copyOf(open)) {
            open.remove(stream);
            complete(stream);
        }
    }

    private void complete(Open stream) {
        String shown = stream.example().output();
        try (Shell shell = stream.shell()) {
            Await.until(
                    "the end of " + stream.example(),
                    () -> transcript.streamMatches(shown, shell.output()) || Transcript.isQuiet(shell.output()));
            if (!transcript.streamMatches(shown, shell.output())) {
                throw lie(stream.example(), shell);
            }
        }
    }

    private static AssertionError lie(ConsoleExample example, Shell shell) {
        return new AssertionError("line %d: %s%n%nsays that this comes:%n%s%n%nbut this came:%n%s%n%s"
                .formatted(example.line(), example.command(), example.output(), shell.output(), shell.errors()));
    }

    @Override
    public void close() {
        open.forEach(stream -> stream.shell().close());
    }
}
