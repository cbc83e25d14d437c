package dev.tidings.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.client.EventSourceError.ExecutorFailed;
import dev.tidings.client.ScriptedServer.Connection;
import dev.tidings.sse.SseMessage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The end that an application makes. */
class CloseTest {

    private final ScriptedServer server = ScriptedServer.start();
    private final SourceRecorder recorder = new SourceRecorder();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void endsTheConnectionAndTellsNobody() {
        EventSource source = recorder.open(server);
        Connection connection = server.request().stream("data: a\n\n");
        recorder.expectOpened();
        recorder.nextMessage();
        source.close();
        assertThat(source.readyState()).isEqualTo(ReadyState.CLOSED);
        connection.awaitEnd();
        source.close();
        assertThat(server.isQuiet()).isTrue();
        recorder.assertExhausted();
    }

    @Test
    void endsARequestThatHasNoAnswerYet() {
        EventSource source = recorder.open(server);
        Connection connection = server.request();
        assertThat(source.readyState()).isEqualTo(ReadyState.CONNECTING);
        source.close();
        connection.awaitEnd();
        assertThat(source.readyState()).isEqualTo(ReadyState.CLOSED);
        recorder.assertExhausted();
    }

    @Test
    void endsARequestInTheMiddleOfTheHeadOfItsAnswer() {
        EventSource source = recorder.open(server);
        Connection connection = server.request().send("HTTP/1.1 200 OK\r\nContent-Type: text/");
        source.close();
        connection.awaitEnd();
        recorder.assertExhausted();
    }

    @Test
    void sendsNothingIfItComesBeforeTheRequest() {
        Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
        EventSource source = recorder.listen(
                        EventSource.builder(server.uri("/sse")).executor(tasks::add))
                .open();
        source.close();
        tasks.forEach(Runnable::run);
        assertThat(server.isQuiet()).isTrue();
        recorder.assertExhausted();
    }

    @Test
    void nothingFollowsThatWasOnItsWay() {
        // An executor that runs only what the test tells it to: so the message is there, and nobody has heard of it.
        Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
        EventSource source = recorder.listen(
                        EventSource.builder(server.uri("/sse")).executor(tasks::add))
                .open();
        run(tasks);
        Connection connection = server.request().stream("");
        run(tasks);
        recorder.expectOpened();
        connection.send(":c\nid: 1\ndata: a\n\n");
        Await.until("a chunk is there", () -> !tasks.isEmpty());
        source.close();
        new ArrayDeque<>(tasks).forEach(Runnable::run);
        recorder.assertExhausted();
        assertThat(source.lastEventId()).isEmpty();
    }

    private static void run(Queue<Runnable> tasks) {
        Await.until("there is something to do", () -> !tasks.isEmpty());
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    @Test
    void aListenerMayCloseInTheMiddleOfAChunk() {
        List<String> seen = new CopyOnWriteArrayList<>();
        EventSource[] source = new EventSource[1];
        CountDownLatch opened = new CountDownLatch(1);
        source[0] = EventSource.builder(server.uri("/sse"))
                .onMessage(message -> {
                    awaitQuietly(opened);
                    seen.add(message.data());
                    source[0].close();
                })
                .onAny(message -> seen.add("any " + message.data()))
                .onComment(seen::add)
                .onError(error -> seen.add(error.message()))
                .open();
        opened.countDown();
        Connection connection = server.request().stream("id: 1\ndata: a\n\n:c\nid: 2\ndata: b\n\n");
        connection.awaitEnd();
        assertThat(seen).containsExactly("a");
        assertThat(source[0].lastEventId()).isEqualTo("1");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void thereIsNothingToTellAfterTheServersEndEither() {
        EventSource[] source = new EventSource[1];
        CountDownLatch opened = new CountDownLatch(1);
        source[0] = recorder.listen(EventSource.builder(server.uri("/sse")).onOpen(() -> {
                    awaitQuietly(opened);
                    source[0].close();
                }))
                .open();
        opened.countDown();
        Connection connection = server.request().stream("data: a\n\n");
        connection.end();
        connection.awaitEnd();
        Await.until("it is closed", () -> source[0].readyState() == ReadyState.CLOSED);
        assertThat(server.isQuiet()).isTrue();
        recorder.assertExhausted();
    }

    @Test
    void whoWaitsForAMessageIsWoken() throws InterruptedException {
        EventSource source = EventSource.builder(server.uri("/sse")).open();
        server.request().stream("");
        List<Boolean> more = new CopyOnWriteArrayList<>();
        Thread waiting = new Thread(() -> more.add(source.iterator().hasNext()));
        waiting.start();
        Await.until("it waits", () -> waiting.getState() == Thread.State.WAITING);
        source.close();
        waiting.join();
        assertThat(more).containsExactly(false);
    }

    @Test
    void messagesThatNobodyHasTakenAreGone() {
        EventSource source = EventSource.builder(server.uri("/sse")).open();
        server.request().stream("data: a\n\ndata: b\n\n");
        var messages = source.iterator();
        assertThat(messages.next().data()).isEqualTo("a");
        source.close();
        assertThat(messages.hasNext()).isFalse();
    }

    @Test
    void anExecutorThatTakesNothingAnyMoreEndsTheSource() throws InterruptedException {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        EventSource source = recorder.listen(
                        EventSource.builder(server.uri("/sse")).executor(executor))
                .open();
        Connection connection = server.request().stream("data: a\n\n");
        recorder.expectOpened();
        SseMessage message = recorder.nextMessage();
        assertThat(message.data()).isEqualTo("a");
        executor.shutdown();
        assertThat(executor.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        connection.send("data: b\n\n");
        connection.awaitEnd();
        assertThat(recorder.next(ExecutorFailed.class).willReconnect()).isFalse();
        assertThat(source.readyState()).isEqualTo(ReadyState.CLOSED);
        recorder.assertExhausted();
    }

    @Test
    void whoPullsIsToldThatTheExecutorTakesNothingAnyMore() throws InterruptedException {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        EventSource source =
                EventSource.builder(server.uri("/sse")).executor(executor).open();
        Connection connection = server.request().stream("data: a\n\n");
        Iterator<SseMessage> messages = source.iterator();
        assertThat(messages.next().data()).isEqualTo("a");
        executor.shutdown();
        assertThat(executor.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        connection.send("data: b\n\n");
        assertThatThrownBy(messages::next)
                .isInstanceOf(EventSourceException.class)
                .hasMessageContaining("executor");
    }

    @Test
    void nothingOfItWaitsForTheTimer() {
        ManualTimer timer = new ManualTimer();
        EventSource source = recorder.listen(EventSource.builder(server.uri("/sse")))
                .idleTimeout(Duration.ofMinutes(1))
                .timer(timer)
                .open();
        server.request().stream("");
        recorder.expectOpened();
        assertThat(timer.pending()).isEqualTo(1);
        source.close();
        assertThat(timer.pending()).isZero();
    }
}
