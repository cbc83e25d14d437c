package dev.tidings.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.client.ScriptedServer.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is told what, where, and what they cannot break. */
class ListenersTest {

    private final ScriptedServer server = ScriptedServer.start();
    private final SourceRecorder recorder = new SourceRecorder();
    private final List<String> seen = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void listenersHearMessagesOfTheirType() {
        EventSourceBuilder builder = EventSource.builder(server.uri("/sse"))
                .onMessage(message -> seen.add("message " + message.data()))
                .on("a", message -> seen.add("first a " + message.data()))
                .on("a", message -> seen.add("second a " + message.data()))
                .on("A", message -> seen.add("A " + message.data()))
                .onAny(message -> seen.add("any " + message.data()));
        try (EventSource source = builder.open()) {
            server.request().stream("data: 1\n\nevent: a\ndata: 2\n\nevent:\ndata: 3\n\nevent: b\ndata: 4\n\n");
            Await.until("the last is there", () -> seen.contains("any 4"));
            assertThat(seen)
                    .containsExactly(
                            "message 1", "any 1", "first a 2", "second a 2", "any 2", "message 3", "any 3", "any 4");
            assertThat(source.readyState()).isEqualTo(ReadyState.OPEN);
        }
    }

    @Test
    void whatAServerCallsOpenOrErrorIsAMessage() {
        EventSourceBuilder builder = EventSource.builder(server.uri("/sse"))
                .onOpen(() -> seen.add("opened"))
                .onError(error -> seen.add(error.message()))
                .on("open", message -> seen.add("open " + message.data()))
                .on("error", message -> seen.add("error " + message.data()));
        try (EventSource source = builder.open()) {
            server.request().stream("event: open\ndata: 1\n\nevent: error\ndata: 2\n\n");
            Await.until("both are there", () -> seen.size() == 3);
            assertThat(seen).containsExactly("opened", "open 1", "error 2");
            assertThat(source.readyState()).isEqualTo(ReadyState.OPEN);
        }
    }

    @Test
    void oneThatThrowsHarmsNobody() {
        EventSourceBuilder builder = EventSource.builder(server.uri("/sse"))
                .retryPolicy(SourceRecorder.PROMPT)
                .onOpen(ListenersTest::fail)
                .onMessage(message -> fail())
                .onComment(comment -> fail())
                .onError(error -> fail());
        try (EventSource source = recorder.listen(builder).open()) {
            server.request().stream(":c\ndata: 1\n\ndata: 2\n\n").end();
            recorder.expectOpened();
            assertThat(recorder.next()).isEqualTo(new SourceRecorder.Comment("c"));
            assertThat(recorder.nextMessage().data()).isEqualTo("1");
            assertThat(recorder.nextMessage().data()).isEqualTo("2");
            recorder.next(EventSourceError.EndOfStream.class);
            server.request().stream("data: 3\n\n");
            recorder.expectOpened();
            assertThat(recorder.nextMessage().data()).isEqualTo("3");
            assertThat(source.readyState()).isEqualTo(ReadyState.OPEN);
        }
    }

    private static void fail() {
        throw new IllegalStateException("a listener of a test fails on purpose");
    }

    @Test
    void listenersAreCalledOnTheExecutorOneAtATime() {
        ExecutorService executor = Executors.newFixedThreadPool(4, task -> new Thread(task, "mine"));
        AtomicInteger inside = new AtomicInteger();
        EventSourceBuilder builder = EventSource.builder(server.uri("/sse"))
                .executor(executor)
                .onMessage(message -> {
                    seen.add(Thread.currentThread().getName() + " " + inside.incrementAndGet());
                    Thread.yield();
                    inside.decrementAndGet();
                });
        try (EventSource source = builder.open()) {
            Connection connection = server.request().stream("");
            for (int i = 0; i < 200; i++) {
                connection.send("data: a\n\n");
            }
            Await.until("all are there", () -> seen.size() == 200);
            assertThat(seen).containsOnly("mine 1");
            assertThat(source.readyState()).isEqualTo(ReadyState.OPEN);
        } finally {
            executor.shutdown();
        }
    }

    @Test
    void anExecutorMayRunWhatItGetsOnTheSpot() {
        EventSourceBuilder builder = EventSource.builder(server.uri("/sse"))
                .retryPolicy(SourceRecorder.PROMPT)
                .executor(Runnable::run);
        try (EventSource source = recorder.listen(builder).open()) {
            for (int attempt = 0; attempt < 3; attempt++) {
                Connection connection = server.request().stream("");
                recorder.expectOpened();
                for (int i = 0; i < 1000; i++) {
                    connection.send("data: " + i + "\n\n");
                }
                for (int i = 0; i < 1000; i++) {
                    assertThat(recorder.nextMessage().data()).isEqualTo("" + i);
                }
                connection.end();
                recorder.next(EventSourceError.EndOfStream.class);
            }
            assertThat(source.readyState()).isNotEqualTo(ReadyState.CLOSED);
        }
    }

    @Test
    void thoseThatBlockHoldUpNoOtherSource() {
        int blocking = 40;
        CountDownLatch released = new CountDownLatch(1);
        EventSourceBuilder builder = EventSource.builder(server.uri("/blocked")).onMessage(message -> {
            seen.add(message.data());
            Await.latch(released);
        });
        List<EventSource> blocked = new ArrayList<>();
        try {
            for (int i = 0; i < blocking; i++) {
                blocked.add(builder.open());
                server.request().stream("data: a\n\n");
            }
            Await.until("all are blocked", () -> seen.size() == blocking);
            try (EventSource source = recorder.open(server)) {
                server.request().stream("data: b\n\n");
                recorder.expectOpened();
                assertThat(recorder.nextMessage().data()).isEqualTo("b");
                assertThat(source.readyState()).isEqualTo(ReadyState.OPEN);
            }
        } finally {
            released.countDown();
            blocked.forEach(EventSource::close);
        }
    }

    @Test
    void aSourceBeginsAsTheStandardSays() {
        EventSourceBuilder builder = EventSource.builder(server.uri("/sse"));
        try (EventSource source = builder.open()) {
            assertThat(source.url()).isEqualTo(server.uri("/sse"));
            assertThat(source.readyState()).isEqualTo(ReadyState.CONNECTING);
            assertThat(source.lastEventId()).isEmpty();
        }
        assertThat(ReadyState.CONNECTING.ordinal()).isZero();
        assertThat(ReadyState.OPEN.ordinal()).isEqualTo(1);
        assertThat(ReadyState.CLOSED.ordinal()).isEqualTo(2);
    }
}
