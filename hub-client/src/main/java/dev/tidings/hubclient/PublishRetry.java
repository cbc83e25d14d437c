package dev.tidings.hubclient;

import java.time.Duration;

/**
 * That a request was not answered as it should be, and will be sent again.
 *
 * @param why what went wrong, in one line
 * @param attempts how many there were of this request, at least 1
 * @param in until the next one
 */
public record PublishRetry(String why, int attempts, Duration in) {}
