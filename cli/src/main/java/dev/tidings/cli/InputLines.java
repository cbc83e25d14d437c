package dev.tidings.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The lines of an input, one at a time, each with its number. For one thread. */
final class InputLines {

    /** 8 MiB: what a hub takes in one request. */
    static final int MAX_LINE_BYTES = 8 << 20;

    private static final int BUFFER_BYTES = 64 << 10;

    private final BufferedInputStream input;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long number;

    InputLines(InputStream input) {
        this.input = new BufferedInputStream(input, BUFFER_BYTES);
    }

    /** Of the line that was read last, from 1. */
    long number() {
        return number;
    }

    /** Whether another line would have to be waited for. */
    boolean isDry() throws IOException {
        return input.available() == 0;
    }

    /**
     * The next line that is not blank, without its end; null if there is none.
     *
     * @throws IOException if the input cannot be read, or a line is too long
     */
    byte @Nullable [] next() throws IOException {
        while (true) {
            number++;
            line.reset();
            int b = input.read();
            if (b < 0) {
                return null;
            }
            boolean blank = true;
            for (; b >= 0 && b != '\n'; b = input.read()) {
                blank &= b == ' ' || b == '\t' || b == '\r';
                if (line.size() == MAX_LINE_BYTES) {
                    throw new IOException(
                            "line " + number + ": more than " + MAX_LINE_BYTES + " bytes (expected: at most that)");
                }
                line.write(b);
            }
            if (!blank) {
                return line.toByteArray();
            }
        }
    }
}
