package dev.tidings.server;

import dev.tidings.server.http.RequestLimits;
import java.time.Duration;

/**
 * What a server gives to its peers at most. Every bound has a default with a reason; none is unlimited.
 *
 * @param connections most connections at once; 0 for as many as the process's file limit allows, less {@value #RESERVED_FILES}
 * @param headBytes most bytes of a request line, and of a request's head in all
 * @param bodyBytes most bytes of one publish
 * @param head how long a request's head may take to arrive
 * @param body how long a publish may take to arrive; with NDJSON, each next part of it
 * @param idle how long a connection without a request is kept
 * @param heartbeat longest silence of a stream
 * @param stall how long a subscriber may take nothing while something is pending
 */
public record ServerLimits(
        int connections,
        int headBytes,
        int bodyBytes,
        Duration head,
        Duration body,
        Duration idle,
        Duration heartbeat,
        Duration stall) {

    /** 600: the log, the libraries and connections that are told to come back later need files too. */
    public static final int RESERVED_FILES = 600;

    /** 16 KiB: 8 KiB are common, and cookies of a shared domain grow. */
    public static final int DEFAULT_HEAD_BYTES = 16 << 10;

    /** 8 MiB: 32 events of the largest size; larger loads come as several requests. */
    public static final int DEFAULT_BODY_BYTES = 8 << 20;

    /** 10 s: many times what a slow phone needs for 16 KiB. */
    public static final Duration DEFAULT_HEAD = Duration.ofSeconds(10);

    /** 30 s: 8 MiB at 2.3 Mbit/s. */
    public static final Duration DEFAULT_BODY = Duration.ofSeconds(30);

    /** 75 s: longer than the 60 s for which common proxies and clients keep theirs, so that they close first. */
    public static final Duration DEFAULT_IDLE = Duration.ofSeconds(75);

    /** 15 s: below the 30 s idle timeout common to proxies, with room for one lost heartbeat. */
    public static final Duration DEFAULT_HEARTBEAT = Duration.ofSeconds(15);

    /** 60 s: long enough for a phone that changes networks; a client that is cut off resumes. */
    public static final Duration DEFAULT_STALL = Duration.ofSeconds(60);

    public static final ServerLimits DEFAULT = new ServerLimits(
            0,
            DEFAULT_HEAD_BYTES,
            DEFAULT_BODY_BYTES,
            DEFAULT_HEAD,
            DEFAULT_BODY,
            DEFAULT_IDLE,
            DEFAULT_HEARTBEAT,
            DEFAULT_STALL);

    public ServerLimits {
        atLeast("connections", connections, 0);
        atLeast("headBytes", headBytes, 1 << 10);
        atLeast("bodyBytes", bodyBytes, 1 << 10);
        positive("head", head);
        positive("body", body);
        positive("idle", idle);
        positive("heartbeat", heartbeat);
        positive("stall", stall);
    }

    public ServerLimits withConnections(int most) {
        return new ServerLimits(most, headBytes, bodyBytes, head, body, idle, heartbeat, stall);
    }

    public ServerLimits withBytes(int mostOfHead, int mostOfBody) {
        return new ServerLimits(connections, mostOfHead, mostOfBody, head, body, idle, heartbeat, stall);
    }

    public ServerLimits withTimeouts(Duration newHead, Duration newBody, Duration newIdle) {
        return new ServerLimits(connections, headBytes, bodyBytes, newHead, newBody, newIdle, heartbeat, stall);
    }

    public ServerLimits withHeartbeat(Duration longestSilence) {
        return new ServerLimits(connections, headBytes, bodyBytes, head, body, idle, longestSilence, stall);
    }

    public ServerLimits withStall(Duration longestStall) {
        return new ServerLimits(connections, headBytes, bodyBytes, head, body, idle, heartbeat, longestStall);
    }

    /** Those of them that hold for each connection's requests. */
    RequestLimits ofRequests() {
        return new RequestLimits(headBytes, head.toNanos(), body.toNanos(), idle.toNanos());
    }

    private static void atLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= " + least + ")");
        }
    }

    private static void positive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + ": " + duration + " (expected: > 0)");
        }
    }
}
