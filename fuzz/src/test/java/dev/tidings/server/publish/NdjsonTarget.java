package dev.tidings.server.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventLimits;
import dev.tidings.hub.event.IdempotencyKey;
import dev.tidings.server.http.Problem;
import dev.tidings.server.http.ProblemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A body of {@code application/x-ndjson}: it comes to the same however it is cut, and line by line to what each line is by itself. */
public final class NdjsonTarget {

    /** Less than the largest input, so that lines can be too long. */
    private static final int MAX_LINE_BYTES = 512;

    private static final EventJson EVENTS = new EventJson(EventLimits.DEFAULT);

    private NdjsonTarget() {}

    /** What was handed out, and how it ended. */
    private record Outcome(List<String> events, String end) {}

    public static void fuzzerTestOneInput(byte[] body) {
        Random random = new Random(Arrays.hashCode(body));
        Outcome whole = fed(body, body.length);
        int cut = body.length == 0 ? 0 : random.nextInt(body.length + 1);
        assertThat(fed(body, Math.max(1, cut))).isEqualTo(whole);
        assertThat(fed(body, 1 + random.nextInt(5))).isEqualTo(whole);
        assertThat(lineByLine(body)).isEqualTo(whole);
    }

    private static Outcome fed(byte[] body, int pieceBytes) {
        List<String> events = new ArrayList<>();
        BodyBudget budget = new BodyBudget(1 << 20);
        NdjsonReader reader = new NdjsonReader(EVENTS, MAX_LINE_BYTES, budget, Publisher.UNKNOWN);
        EventJson.Sink sink = (event, key, line) -> events.add(text(event, key, line));
        String end = "whole";
        try {
            for (int at = 0; at < body.length; at += pieceBytes) {
                reader.feed(body, at, Math.min(pieceBytes, body.length - at), sink);
            }
            reader.end(sink);
        } catch (ProblemException refused) {
            end = text(NdjsonReader.failure(refused.problem(), reader.line(), events.size()));
        }
        assertThat(budget.used()).isZero();
        return new Outcome(events, end);
    }

    /** The same by other means: each line is a document of its own. */
    private static Outcome lineByLine(byte[] body) {
        List<String> events = new ArrayList<>();
        int from = 0;
        for (long line = 1; from <= body.length; line++) {
            int to = lineEnd(body, from);
            try {
                oneLine(body, from, to, line, events);
            } catch (ProblemException refused) {
                return new Outcome(events, text(NdjsonReader.failure(refused.problem(), line, events.size())));
            }
            from = to + 1;
        }
        return new Outcome(events, "whole");
    }

    private static void oneLine(byte[] body, int from, int to, long line, List<String> events) {
        if (to - from > MAX_LINE_BYTES) {
            throw Problem.of(413, "line " + line + ": more than 512 bytes (expected: at most 512)")
                    .with("line", line)
                    .toException();
        }
        byte[] alone = Arrays.copyOfRange(body, from, to);
        for (byte b : alone) {
            if (b != ' ' && b != '\t' && b != '\r') {
                EVENTS.parseOne(alone, 0, alone.length, line, Publisher.UNKNOWN, (event, key, number) -> {
                    Published.check(event);
                    events.add(text(event, key, number));
                });
                return;
            }
        }
    }

    private static int lineEnd(byte[] body, int from) {
        int to = from;
        while (to < body.length && body[to] != '\n') {
            to++;
        }
        return to;
    }

    private static String text(Event event, IdempotencyKey key, long line) {
        return line + " " + event + " " + event.data() + " " + key;
    }

    private static String text(Problem problem) {
        Published.check(problem.with("published", 1));
        return problem.status() + " " + problem.detail() + " " + problem.extensions();
    }
}
