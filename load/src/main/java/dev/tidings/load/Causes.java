package dev.tidings.load;

/** What is told of a failure. */
final class Causes {
    private Causes() {}

    /** The innermost cause: those around it only say where it was noticed. */
    static String first(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) cause = cause.getCause();
        return cause.toString();
    }
}
