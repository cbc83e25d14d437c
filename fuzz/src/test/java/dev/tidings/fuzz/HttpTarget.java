package dev.tidings.fuzz;

/** Requests of HTTP/1 to a hub in development mode, to which everything is allowed. */
public final class HttpTarget {

    private static final LiveHub HUB = LiveHub.inDevelopment();

    private HttpTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        HUB.outlives(input, Wire.HTTP_1);
    }
}
