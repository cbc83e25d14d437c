package dev.tidings.load;

import java.io.PrintStream;

/** One way to put load on a server. */
interface Scenario {
    /**
     * Blocks until it is over.
     *
     * @param out for a person
     * @param json is given what was measured, as far as it comes
     * @return whether all came as it should
     * @throws IllegalStateException if the server does not let it go on
     */
    boolean run(PrintStream out, Json json);
}
