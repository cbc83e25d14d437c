package dev.tidings.load;

import org.HdrHistogram.Histogram;

/**
 * What a publisher has done.
 *
 * @param events how many it sent
 * @param timed how many of them since the timing was started
 * @param perLane how many numbers each lane has had, the first lane first
 * @param answers how many requests were answered
 * @param refused how many of those with no success
 * @param roundTrip from when a request was sent, or due, to its answer
 * @param seconds from the first request to the last answer
 * @param trouble the first thing that went wrong, or nothing
 */
@SuppressWarnings("ArrayRecordComponent") // built once, read once
record Published(
        long events,
        long timed,
        long[] perLane,
        long answers,
        long refused,
        Histogram roundTrip,
        double seconds,
        String trouble) {}
