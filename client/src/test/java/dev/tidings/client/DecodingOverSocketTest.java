package dev.tidings.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.client.EventSourceError.EndOfStream;
import dev.tidings.client.SourceRecorder.Comment;
import dev.tidings.sse.SseMessage;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What bytes mean, over a real connection: each stream comes once as a whole, and once as chunks of one byte. What the decoder does
 * with them in every other way they can be cut is tested where it is, in {@code sse}.
 */
class DecodingOverSocketTest {

    private static final String CHUNKED =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

    private final ScriptedServer server = ScriptedServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    /** The messages and comments of a stream, and the id it left. */
    private List<Object> decode(byte[] stream) {
        List<Object> whole = decodeWhole(stream);
        assertThat(decodeBytewise(stream)).as("in chunks of one byte").isEqualTo(whole);
        return whole;
    }

    private List<Object> decode(String stream) {
        return decode(stream.getBytes(UTF_8));
    }

    private List<Object> decodeWhole(byte[] stream) {
        SourceRecorder recorder = new SourceRecorder();
        try (EventSource source = openOnce(recorder)) {
            server.request().stream("").send(stream).end();
            return seen(recorder, source);
        }
    }

    private List<Object> decodeBytewise(byte[] stream) {
        SourceRecorder recorder = new SourceRecorder();
        try (EventSource source = openOnce(recorder)) {
            ScriptedServer.Connection connection = server.request().send(CHUNKED);
            ByteArrayOutputStream chunks = new ByteArrayOutputStream();
            for (byte b : stream) {
                chunks.writeBytes("1\r\n".getBytes(UTF_8));
                chunks.write(b);
                chunks.writeBytes("\r\n".getBytes(UTF_8));
            }
            connection.send(chunks.toByteArray()).send("0\r\n\r\n");
            List<Object> seen = seen(recorder, source);
            connection.cut();
            return seen;
        }
    }

    private EventSource openOnce(SourceRecorder recorder) {
        return recorder.listen(EventSource.builder(server.uri("/sse")))
                .retryPolicy(RetryPolicy.NONE)
                .open();
    }

    private static List<Object> seen(SourceRecorder recorder, EventSource source) {
        recorder.expectOpened();
        List<Object> all = new ArrayList<>();
        for (Object next = recorder.next(); !(next instanceof EndOfStream); next = recorder.next()) {
            all.add(next);
        }
        all.add(source.lastEventId());
        return all;
    }

    private SseMessage message(String type, String data, String lastEventId) {
        return new SseMessage(type, data, lastEventId, server.origin());
    }

    private SseMessage message(String data) {
        return message("message", data, "");
    }

    @Test
    void oneLeadingByteOrderMarkIsRemovedAndASecondIsData() {
        assertThat(decode("\uFEFFdata: a\n\n")).containsExactly(message("a"), "");
        assertThat(decode("\uFEFF\uFEFFdata: a\n\ndata: b\n\n")).containsExactly(message("b"), "");
        assertThat(decode("data: \uFEFFa\n\n\uFEFFdata: b\n\n")).containsExactly(message("\uFEFFa"), "");
    }

    @Test
    void invalidBytesAreReplacedAndCharactersSurviveBeingCut() {
        assertThat(decode("data: ä€😀\n\n")).containsExactly(message("ä€😀"), "");
        assertThat(decode("data: \u00FFa\u00C3\n\n".getBytes(ISO_8859_1)))
                .containsExactly(message("\uFFFDa\uFFFD"), "");
    }

    @Test
    void linesEndWithAnyMixOfCrLfAndBoth() {
        assertThat(decode("data: a\r\ndata: b\rdata: c\n\r\ndata: d\r\rdata: e\n\n"))
                .containsExactly(message("a\nb\nc"), message("d"), message("e"), "");
    }

    @Test
    void fieldsAreParsedHoweverTheirLinesEnd() {
        assertThat(decode("data:\0\ndata:  2\rData:1\ndata\0:2\ndata:1\r\0data:4\nda-ta:3\rdata_5\ndata:3\rdata:\r\n"
                        + " data:32\ndata:4\n\n"))
                .containsExactly(message("\0\n 2\n1\n3\n\n4"), "");
    }

    @Test
    void aCrEndsItsLineWithoutWaitingForMore() {
        SourceRecorder recorder = new SourceRecorder();
        try (EventSource source = recorder.open(server)) {
            ScriptedServer.Connection connection = server.request().stream("data: a\r\r");
            recorder.expectOpened();
            assertThat(recorder.nextMessage()).isEqualTo(message("a"));
            connection.send("\ndata: b\r\n\r");
            assertThat(recorder.nextMessage()).isEqualTo(message("b"));
            assertThat(source.readyState()).isEqualTo(ReadyState.OPEN);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u000B", "\f", "\u0085", "\u2028", "\u2029"})
    void noOtherCharacterEndsALine(String character) {
        assertThat(decode("data: a" + character + "data: b\n\n"))
                .containsExactly(message("a" + character + "data: b"), "");
    }

    @Test
    void aColonFirstIsACommentAndOneSpaceBehindAColonIsRemoved() {
        assertThat(decode(": hello\n:\ndata:a\n\ndata:  b\n\ndata:\tc\n\ndata\n\n"))
                .containsExactly(
                        new Comment(" hello"),
                        new Comment(""),
                        message("a"),
                        message(" b"),
                        message("\tc"),
                        message(""),
                        "");
    }

    @Test
    void aCommentMayBeLongAndHoldNul() {
        String text = "x\0".repeat(50_000);
        SourceRecorder recorder = new SourceRecorder();
        try (EventSource source = recorder.open(server)) {
            server.request().stream(":" + text + "\ndata: a\n\n");
            recorder.expectOpened();
            assertThat(recorder.next()).isEqualTo(new Comment(text));
            assertThat(recorder.nextMessage()).isEqualTo(message("a"));
            assertThat(source.readyState()).isEqualTo(ReadyState.OPEN);
        }
    }

    @Test
    void namesAreLiteralAndUnknownOnesIgnored() {
        assertThat(decode("Data: a\nDATA: b\n data: c\ndata : d\nfoo: e\ndatas: f\n\ndata: g\n\n"))
                .containsExactly(message("g"), "");
    }

    @Test
    void dataFieldsAreLinesOfOneText() {
        assertThat(decode("data: a\ndata:b\ndata\ndata: \n\n")).containsExactly(message("a\nb\n\n"), "");
        assertThat(decode("data:\n\ndata\ndata\n\ndata:test\n\n"))
                .containsExactly(message(""), message("\n"), message("test"), "");
    }

    @Test
    void eventSetsTheTypeOfOneMessageAndAnEmptyOneNone() {
        assertThat(decode("event: a\ndata: 1\n\ndata: 2\n\nevent: a\nevent\ndata: 3\n\nevent: b\n\ndata: 4\n\n"))
                .containsExactly(message("a", "1", ""), message("2"), message("3"), message("4"), "");
    }

    @Test
    void idHoldsUntilAnotherOneComesAnEmptyOneTakesItBackAndOneWithNulIsIgnored() {
        assertThat(decode("id: 1\ndata: a\n\ndata: b\n\nid: 2\0\ndata: c\n\nid\ndata: d\n\nid: 3\n\n"))
                .containsExactly(
                        message("message", "a", "1"),
                        message("message", "b", "1"),
                        message("message", "c", "1"),
                        message("d"),
                        "3");
    }

    @Test
    void retryIsDigitsOnly() {
        for (String ignored : List.of("1000x", "-1", "  5", "1.5", "0x10", "١", "")) {
            assertThat(reconnectsIn("retry: 70\nretry:" + ignored + "\ndata: a\n\n"))
                    .isEqualTo("PT0.07S");
        }
        assertThat(reconnectsIn("retry: 70\nretry:80\ndata: a\n\n")).isEqualTo("PT0.08S");
        assertThat(reconnectsIn("retry: 90")).as("of a line without an end").isEqualTo("PT0.001S");
        assertThat(reconnectsIn("retry: 90\n")).as("of an event without an end").isEqualTo("PT0.09S");
    }

    private String reconnectsIn(String stream) {
        SourceRecorder recorder = new SourceRecorder();
        EventSourceBuilder builder = EventSource.builder(server.uri("/sse"))
                .retryPolicy(SourceRecorder.PROMPT)
                .timer(new ManualTimer());
        try (EventSource source = recorder.listen(builder).open()) {
            server.request().stream(stream).end();
            Object next = recorder.next();
            while (!(next instanceof EndOfStream)) {
                next = recorder.next();
            }
            assertThat(source.readyState()).isNotEqualTo(ReadyState.CLOSED);
            return ((EndOfStream) next).reconnectsIn().orElseThrow().toString();
        }
    }

    @Test
    void anIncompleteEventIsThrownAwayWithItsId() {
        assertThat(decode("id: 1\ndata: a\n\nid: 2\ndata: b\n")).containsExactly(message("message", "a", "1"), "1");
        assertThat(decode("id: 1\ndata: a\n\nid: 2\ndata: b")).containsExactly(message("message", "a", "1"), "1");
    }

    @Test
    void nulIsData() {
        assertThat(decode("data: a\0b\n:c\0\n\0: d\n\n")).containsExactly(new Comment("c\0"), message("a\0b"), "");
    }

    @Test
    void halfAnEventOfOneStreamIsNoPartOfTheNext() {
        SourceRecorder recorder = new SourceRecorder();
        try (EventSource source = recorder.open(server)) {
            server.request().stream("id: 1\n\nevent: x\nid: 2\ndata: half").end();
            recorder.expectOpened();
            recorder.next(EndOfStream.class);
            ScriptedServer.Connection second = server.request();
            assertThat(second.header("Last-Event-ID")).containsExactly("1");
            second.stream("\uFEFFdata: b\n\n");
            recorder.expectOpened();
            assertThat(recorder.nextMessage()).isEqualTo(message("message", "b", "1"));
            assertThat(source.lastEventId()).isEqualTo("1");
        }
    }

    @Test
    void anEventThatIsTooLargeEndsTheSource() {
        SourceRecorder recorder = new SourceRecorder();
        EventSourceBuilder builder = EventSource.builder(server.uri("/sse")).maxEventBytes(10);
        try (EventSource source = recorder.listen(builder).open()) {
            ScriptedServer.Connection connection =
                    server.request().stream("id: 1\ndata: 0123456789\n\nid: 2\ndata: 0123456789x\n\n");
            recorder.expectOpened();
            assertThat(recorder.nextMessage().data()).isEqualTo("0123456789");
            EventSourceError.EventTooLarge error = recorder.next(EventSourceError.EventTooLarge.class);
            assertThat(error.message()).isEqualTo("event: too large (expected: <= 10 bytes)");
            assertThat(error.willReconnect()).isFalse();
            assertThat(source.readyState()).isEqualTo(ReadyState.CLOSED);
            assertThat(source.lastEventId()).isEqualTo("1");
            connection.awaitEnd();
        }
        recorder.assertExhausted();
    }
}
