package dev.tidings.fuzz;

/** Requests of HTTP/1 to a hub with tokens, keys, tickets, bound endpoints and CORS. */
public final class AccessTarget {

    private static final LiveHub HUB = LiveHub.withAccess();

    private AccessTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        HUB.outlives(input, Wire.HTTP_1);
    }
}
