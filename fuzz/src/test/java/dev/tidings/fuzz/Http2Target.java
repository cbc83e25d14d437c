package dev.tidings.fuzz;

/** Frames of HTTP/2 to a hub in development mode. */
public final class Http2Target {

    private static final LiveHub HUB = LiveHub.inDevelopment();

    private Http2Target() {}

    public static void fuzzerTestOneInput(byte[] input) {
        HUB.outlives(input, Wire.HTTP_2);
    }
}
