package dev.tidings.server.stream;

import java.time.Duration;
import java.time.Instant;

/** What can be seen of an open stream from outside. Only on its event loop. */
public interface OpenStream {

    /** Tells it from all others, as long as the machine runs. */
    String id();

    /** How long it has been open. */
    Duration age();

    /** By which rules it was opened; the same text as long as they are the same. */
    String rules();

    /** When the credential was issued that it rests on; 1970 if nobody knows. */
    Instant issuedAt();
}
