package dev.tidings.cli.config;

/** Who may do what. Rules come with access control; until then it is everything, and the question is only where from. */
public enum AccessMode {
    /** Nothing is said: everything is allowed, on a loopback address. */
    DEVELOPMENT,
    /** {@code access: open}: everything is allowed, on any address. */
    OPEN
}
