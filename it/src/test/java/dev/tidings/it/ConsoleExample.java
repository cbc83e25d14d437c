package dev.tidings.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A command in a page of the documentation, and what the page says it writes.
 *
 * @param line where in its file, from 1
 * @param command may have several lines
 * @param output without the line ends at its end
 * @param interrupted whether the reader ends it ({@code ^C})
 * @param endsBlock whether it is the last of its fenced block
 */
record ConsoleExample(int line, String command, String output, boolean interrupted, boolean endsBlock) {

    private static final String PROMPT = "$ ";
    private static final String INTERRUPT = "^C";

    /** Whether it goes on until somebody ends it. */
    boolean isStream() {
        return command.contains(" -N ");
    }

    static List<ConsoleExample> read(Path markdown) {
        try {
            return parse(Files.readString(markdown));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The commands of all blocks that are fenced as {@code console}, in order. */
    static List<ConsoleExample> parse(String markdown) {
        List<ConsoleExample> examples = new ArrayList<>();
        List<String> lines = markdown.lines().toList();
        int i = 0;
        while (i < lines.size()) {
            if (!lines.get(i++).equals("```console")) {
                continue;
            }
            while (!lines.get(i).equals("```")) {
                i = parseOne(lines, i, examples);
            }
        }
        return examples;
    }

    private static int parseOne(List<String> lines, int begin, List<ConsoleExample> examples) {
        if (!lines.get(begin).startsWith(PROMPT)) {
            throw new IllegalArgumentException(
                    "line " + (begin + 1) + ": " + lines.get(begin) + " (expected: a command behind '" + PROMPT + "')");
        }
        int i = begin;
        StringBuilder command = new StringBuilder(lines.get(i++).substring(PROMPT.length()));
        while (goesOn(command)) {
            command.append('\n').append(lines.get(i++));
        }
        StringBuilder output = new StringBuilder();
        while (!lines.get(i).startsWith(PROMPT) && !lines.get(i).equals("```")) {
            output.append(lines.get(i++)).append('\n');
        }
        String text = output.toString().stripTrailing();
        boolean interrupted = text.endsWith(INTERRUPT);
        examples.add(new ConsoleExample(
                begin + 1,
                command.toString(),
                interrupted
                        ? text.substring(0, text.length() - INTERRUPT.length()).stripTrailing()
                        : text,
                interrupted,
                lines.get(i).equals("```")));
        return i;
    }

    /** Whether a quote or a pipe is open, or the line's end is escaped. */
    private static boolean goesOn(CharSequence command) {
        long quotes = command.chars().filter(c -> c == '\'').count();
        return quotes % 2 == 1 || "\\|".indexOf(command.charAt(command.length() - 1)) >= 0;
    }
}
