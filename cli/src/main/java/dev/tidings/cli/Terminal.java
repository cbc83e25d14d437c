package dev.tidings.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;

/** What is known of the terminal that a person sits at. */
final class Terminal {

    private Terminal() {}

    /** Whether standard output goes to a terminal. */
    static boolean hasOutput() {
        return isTerminal(1);
    }

    /** Whether standard error goes to a terminal. */
    static boolean hasErrors() {
        return isTerminal(2);
    }

    /** Java knows of standard input and output together only, if at all; {@code test -t} of POSIX knows of each. */
    private static boolean isTerminal(int descriptor) {
        try {
            return new ProcessBuilder("test", "-t", Integer.toString(descriptor))
                            .redirectInput(Redirect.INHERIT)
                            .redirectOutput(Redirect.INHERIT)
                            .redirectError(Redirect.INHERIT)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notThere) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
