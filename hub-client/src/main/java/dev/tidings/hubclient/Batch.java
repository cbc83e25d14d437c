package dev.tidings.hubclient;

import dev.tidings.hub.event.EventId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What is sent in one request, and published whole or not at all: some events by themselves, or one list.
 * <p>
 * Immutable.
 */
record Batch(List<Submission> submissions) {

    private static final byte[] BEGIN = {'['};
    private static final byte[] BETWEEN = {',', '\n'};
    private static final byte[] END = {']'};

    /** What the array takes beside its lines: as if each line had a comma and a line end, which makes up for the brackets. */
    static final int BYTES_PER_LINE = 2;

    Batch {
        submissions = List.copyOf(submissions);
    }

    int size() {
        return submissions.size();
    }

    int events() {
        int events = 0;
        for (Submission submission : submissions) {
            events += submission.lines().size();
        }
        return events;
    }

    int bytes() {
        int bytes = 0;
        for (Submission submission : submissions) {
            bytes += submission.bytes();
        }
        return bytes;
    }

    long newestNanos() {
        return submissions.get(size() - 1).atNanos();
    }

    /** A JSON array with one event per line: so a refusal that names a line names an event. */
    byte[] body() {
        ByteBuffer body = ByteBuffer.allocate(bytes());
        for (Submission submission : submissions) {
            for (byte[] line : submission.lines()) {
                body.put(body.position() == 0 ? BEGIN : BETWEEN).put(line);
            }
        }
        return body.put(END).array();
    }

    void published(List<EventId> ids) {
        int from = 0;
        for (Submission submission : submissions) {
            int to = from + submission.lines().size();
            submission.published(List.copyOf(ids.subList(from, to)));
            from = to;
        }
    }

    void failed(Exception why) {
        submissions.forEach(submission -> submission.failed(why));
    }

    Batch firstHalf() {
        return new Batch(submissions.subList(0, size() / 2));
    }

    Batch secondHalf() {
        return new Batch(submissions.subList(size() / 2, size()));
    }

    /** Without the submission at an index; there have to be others. */
    Batch without(int index) {
        List<Submission> others = new ArrayList<>(submissions);
        others.remove(index);
        return new Batch(others);
    }
}
