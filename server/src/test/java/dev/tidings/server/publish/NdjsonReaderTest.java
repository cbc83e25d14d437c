package dev.tidings.server.publish;

import static dev.tidings.server.http.Refusals.problemOf;
import static dev.tidings.server.http.Refusals.refusalOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventLimits;
import dev.tidings.hub.event.IdempotencyKey;
import dev.tidings.server.http.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NdjsonReaderTest {

    private static final String BODY =
            "{\"topic\":\"a\",\"data\":\"ä\"}\n\r\n \t\n{\"topic\":\"b\",\"data\":{\"x\": 1},\"idempotencyKey\":\"k\"}\r\n\n{\"topic\":\"c\",\"data\":3}";
    private static final List<String> EXPECTED = List.of("1 a ä", "4 b {\"x\":1} k", "6 c 3");

    private final List<String> events = new ArrayList<>();
    private final BodyBudget budget = new BodyBudget(64 << 10);

    @Test
    void bodyMayBeCutAnywhere() {
        byte[] bytes = BODY.getBytes(UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            events.clear();
            NdjsonReader reader = reader(1000);
            feed(reader, bytes, 0, cut);
            feed(reader, bytes, cut, bytes.length);
            reader.end(this::record);
            assertThat(events).as("cut at %d", cut).isEqualTo(EXPECTED);
        }
    }

    @Test
    void bodyMayComeInAnyPieces() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        byte[] bytes = BODY.getBytes(UTF_8);
        for (int round = 0; round < 1_000; round++) {
            events.clear();
            NdjsonReader reader = reader(1000);
            for (int at = 0; at < bytes.length; ) {
                int end = Math.min(bytes.length, at + random.nextInt(6));
                feed(reader, bytes, at, end);
                at = end;
            }
            reader.end(this::record);
            assertThat(events).as("seed %d", seed).isEqualTo(EXPECTED);
        }
    }

    @Test
    void lastLineMayEndWithALineFeed() {
        byte[] bytes = (BODY + "\n").getBytes(UTF_8);
        NdjsonReader reader = reader(1000);

        feed(reader, bytes, 0, bytes.length);
        reader.end(this::record);

        assertThat(events).isEqualTo(EXPECTED);
        assertThat(reader.line()).isEqualTo(7);
    }

    @Test
    void emptyBodyHasNoEvents() {
        reader(1000).end(this::record);

        assertThat(events).isEmpty();
    }

    @Test
    void errorNamesItsLineAndWhatCameBeforeIsHandedOut() {
        byte[] bytes =
                "{\"topic\":\"a\",\"data\":1}\n\n  {\"topik\":\"b\"}\n{\"topic\":\"c\",\"data\":1}\n".getBytes(UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            events.clear();
            NdjsonReader reader = reader(1000);
            int at = cut;
            Problem problem = problemOf(() -> {
                feed(reader, bytes, 0, at);
                feed(reader, bytes, at, bytes.length);
            });

            assertThat(events).containsExactly("1 a 1");
            assertThat(problem.detail())
                    .isEqualTo("line 3, column 4: unknown field 'topik': "
                            + "an event takes topic, attributes, type, data, idempotencyKey; did you mean 'topic'?");
            assertThat(problem.extensions()).containsEntry("line", 3L).containsEntry("column", 4L);
            assertThatIllegalStateException()
                    .isThrownBy(() -> feed(reader, bytes, 0, 1))
                    .withMessage("used after the error at line 3");
            assertThatIllegalStateException()
                    .isThrownBy(() -> reader.end(this::record))
                    .withMessage("used after the error at line 3");
        }
    }

    @Test
    void lastLineThatIsCutOffIsAnError() {
        NdjsonReader reader = reader(1000);
        byte[] bytes = "{\"topic\":\"a\",\"data\":1}\n{\"topic\":".getBytes(UTF_8);

        feed(reader, bytes, 0, bytes.length);

        assertThat(refusalOf(() -> reader.end(this::record)))
                .isEqualTo(
                        "400 line 2, column 10: malformed JSON: unexpected end-of-input within/between Object entries");
        assertThat(events).containsExactly("1 a 1");
    }

    @Test
    void lineHoldsOneEventAndNoArray() {
        assertThat(refusalOf(() -> feedAll(reader(1000), "[]\n")))
                .isEqualTo("400 line 1, column 1: an array (expected: an event)");
        assertThat(refusalOf(
                        () -> feedAll(reader(1000), "{\"topic\":\"a\",\"data\":1} {\"topic\":\"a\",\"data\":1}\n")))
                .isEqualTo("400 line 1, column 24: more behind the end of the JSON (expected: nothing)");
    }

    @Test
    void tooLongALineIsRefusedBeforeItsEnd() {
        String line = "{\"topic\":\"a\",\"data\":1}";
        feedAll(reader(line.length()), line + "\n" + line + "\n");
        assertThat(events).hasSize(2);

        String refusal = "413 line 2: more than 21 bytes (expected: at most 21)";
        assertThat(refusalOf(() -> feedAll(reader(21), "\n" + line))).isEqualTo(refusal);
        assertThat(refusalOf(() -> feedAll(reader(21), "\n" + line + "\n"))).isEqualTo(refusal);
        NdjsonReader piecemeal = reader(21);
        assertThat(refusalOf(() -> {
                    feedAll(piecemeal, "\n");
                    for (int i = 0; i < line.length(); i++) {
                        feedAll(piecemeal, line.substring(i, i + 1));
                    }
                }))
                .isEqualTo(refusal);
    }

    @Test
    void failureSaysWhereAndHowManyWerePublished() {
        Problem wrong = problemOf(() -> feedAll(reader(1000), "\n[]\n"));

        Problem told = NdjsonReader.failure(wrong, 2, 5);
        assertThat(told.detail())
                .isEqualTo("line 2, column 1: an array (expected: an event); before it 5 events were published");
        assertThat(told.extensions())
                .containsEntry("line", 2L)
                .containsEntry("column", 1L)
                .containsEntry("published", 5L);

        Problem full = NdjsonReader.failure(Problem.of(503, "the log is full"), 9, 1);
        assertThat(full.status()).isEqualTo(503);
        assertThat(full.detail()).isEqualTo("line 9: the log is full; before it 1 event was published");
        assertThat(full.extensions()).containsEntry("line", 9L).containsEntry("published", 1L);
    }

    @Test
    void unfinishedLineTakesFromTheBudgetUntilItIsDone() {
        NdjsonReader reader = reader(1000);

        feedAll(reader, "{\"topic\":");
        assertThat(budget.used()).isEqualTo(18);
        feedAll(reader, "\"a\",\"data\":");
        assertThat(budget.used()).isEqualTo(40);
        feedAll(reader, "1}\n");
        assertThat(budget.used()).isZero();

        feedAll(reader, "{\"topic\":");
        reader.release();
        assertThat(budget.used()).isZero();
    }

    @Test
    void lineThatFailsGivesBackWhatItHasTaken() {
        problemOf(() -> {
            NdjsonReader malformed = reader(1000);
            feedAll(malformed, "{\"topic\":");
            feedAll(malformed, "?\n");
        });
        problemOf(() -> {
            NdjsonReader tooLong = reader(21);
            feedAll(tooLong, "{\"topic\":");
            feedAll(tooLong, "\"" + "a".repeat(20));
        });

        assertThat(budget.used()).isZero();
    }

    @Test
    void lineForWhichNothingIsLeftIsRefusedForNow() {
        budget.take(64 << 10);
        NdjsonReader reader = reader(1000);

        feedAll(reader, "{\"topic\":\"a\",\"data\":1}\n");
        assertThat(refusalOf(() -> feedAll(reader, "{\"topic\":")))
                .isEqualTo("503 too many large bodies are being received");

        assertThat(events).containsExactly("1 a 1");
        assertThat(budget.used()).isEqualTo(64 << 10);
    }

    @Test
    void lineLimitIsAtLeastOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> reader(0))
                .withMessage("maxLineBytes: 0 (expected: >= 1)");
    }

    private NdjsonReader reader(int maxLineBytes) {
        return new NdjsonReader(new EventJson(EventLimits.DEFAULT), maxLineBytes, budget, Publisher.UNKNOWN);
    }

    private void feedAll(NdjsonReader reader, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        feed(reader, bytes, 0, bytes.length);
    }

    private void feed(NdjsonReader reader, byte[] bytes, int from, int to) {
        reader.feed(bytes, from, to - from, this::record);
    }

    private void record(Event event, IdempotencyKey key, long line) {
        String known = Publisher.UNKNOWN.key("k").equals(key) ? " k" : key == null ? "" : " ?";
        events.add(line + " " + event.topic() + " " + event.data() + known);
    }
}
