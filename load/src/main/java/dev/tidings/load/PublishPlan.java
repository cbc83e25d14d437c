package dev.tidings.load;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What is published, and how fast. Ends when its time is over or all its events are sent, whichever comes first.
 *
 * @param firstLane the first lane that events are addressed to
 * @param lanes how many lanes take turns, &gt;= 1
 * @param events how many in all, &gt;= 0
 * @param duration how long
 * @param eventsPerSecond 0 for as many as {@code window} and {@code inFlight} allow; otherwise each event has a time at which it is
 *     due, and all latencies count from there, also when it leaves late
 * @param batch events in one request, &gt;= 1
 * @param body how a request holds them
 * @param connections &gt;= 1; a lane stays on its connection, so that its order is defined
 * @param window requests on one connection that are not answered yet, &gt;= 1
 * @param inFlight events that have not reached all their subscribers yet, at most; 0 for no bound
 * @param burst events that are sent at once, when all before have reached all their subscribers; 0 for as {@code inFlight} allows
 * @param dataBytes size of an event's data, &gt;= 1; a text that needs more takes more
 */
public record PublishPlan(
        long firstLane,
        int lanes,
        long events,
        Duration duration,
        double eventsPerSecond,
        int batch,
        Body body,
        int connections,
        int window,
        int inFlight,
        int burst,
        int dataBytes) {

    /** How a request holds its events. */
    public enum Body {
        /** One JSON object; only with a batch of one. */
        SINGLE,
        /** A JSON array, published whole or not at all. */
        ARRAY,
        /** One JSON object a line. */
        NDJSON
    }

    /** One at a time for ten seconds, each of 120 bytes: with its framing about 150. */
    public static final PublishPlan DEFAULT =
            new PublishPlan(0, 1, Long.MAX_VALUE, Duration.ofSeconds(10), 0, 1, Body.SINGLE, 1, 1, 0, 0, 120);

    public PublishPlan {
        requireNonNull(duration, "duration");
        requireNonNull(body, "body");
        atLeast("firstLane", firstLane, 0);
        atLeast("lanes", lanes, 1);
        atLeast("events", events, 0);
        atLeast("batch", batch, 1);
        atLeast("connections", connections, 1);
        atLeast("window", window, 1);
        atLeast("inFlight", inFlight, 0);
        atLeast("burst", burst, 0);
        atLeast("dataBytes", dataBytes, 1);
        if (!(eventsPerSecond >= 0)) {
            throw new IllegalArgumentException("eventsPerSecond: " + eventsPerSecond + " (expected: >= 0)");
        }
        if (body == Body.SINGLE && batch > 1) {
            throw new IllegalArgumentException("batch: " + batch + " (expected: 1, since body is SINGLE)");
        }
    }

    public PublishPlan withLanes(long first, int count) {
        return new PublishPlan(
                first,
                count,
                events,
                duration,
                eventsPerSecond,
                batch,
                body,
                connections,
                window,
                inFlight,
                burst,
                dataBytes);
    }

    public PublishPlan withEvents(long count) {
        return new PublishPlan(
                firstLane,
                lanes,
                count,
                duration,
                eventsPerSecond,
                batch,
                body,
                connections,
                window,
                inFlight,
                burst,
                dataBytes);
    }

    public PublishPlan withDuration(Duration longest) {
        return new PublishPlan(
                firstLane,
                lanes,
                events,
                longest,
                eventsPerSecond,
                batch,
                body,
                connections,
                window,
                inFlight,
                burst,
                dataBytes);
    }

    public PublishPlan withRate(double perSecond) {
        return new PublishPlan(
                firstLane,
                lanes,
                events,
                duration,
                perSecond,
                batch,
                body,
                connections,
                window,
                inFlight,
                burst,
                dataBytes);
    }

    public PublishPlan withBatch(int size, Body kind) {
        return new PublishPlan(
                firstLane,
                lanes,
                events,
                duration,
                eventsPerSecond,
                size,
                kind,
                connections,
                window,
                inFlight,
                burst,
                dataBytes);
    }

    public PublishPlan withConnections(int count, int requestsEach) {
        return new PublishPlan(
                firstLane,
                lanes,
                events,
                duration,
                eventsPerSecond,
                batch,
                body,
                count,
                requestsEach,
                inFlight,
                burst,
                dataBytes);
    }

    public PublishPlan withInFlight(int most) {
        return new PublishPlan(
                firstLane,
                lanes,
                events,
                duration,
                eventsPerSecond,
                batch,
                body,
                connections,
                window,
                most,
                burst,
                dataBytes);
    }

    /** On one connection, whose window they fill. */
    public PublishPlan withBurst(int size) {
        return new PublishPlan(
                firstLane, lanes, events, duration, eventsPerSecond, batch, body, 1, size, inFlight, size, dataBytes);
    }

    public PublishPlan withDataBytes(int bytes) {
        return new PublishPlan(
                firstLane,
                lanes,
                events,
                duration,
                eventsPerSecond,
                batch,
                body,
                connections,
                window,
                inFlight,
                burst,
                bytes);
    }

    private static void atLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= " + least + ")");
        }
    }
}
