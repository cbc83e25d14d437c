package dev.tidings.cli;

import java.util.List;

/** A command ends without having done its work, for reasons that its user is told in one line each. */
final class CommandFailedException extends Exception {
    private static final long serialVersionUID = 1;

    /** What was asked for makes no sense: the command line or the configuration. */
    static final int USAGE = 2;

    /** It makes sense and did not work. */
    static final int FAILURE = 1;

    private final int exitCode;
    private final String lines;

    CommandFailedException(int exitCode, List<String> reasons) {
        super(String.join("; ", reasons));
        this.exitCode = exitCode;
        this.lines = String.join("\n", reasons);
    }

    int exitCode() {
        return exitCode;
    }

    List<String> reasons() {
        return lines.lines().toList();
    }
}
