package dev.tidings.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.client.ScriptedServer.Connection;
import dev.tidings.sse.SseMessage;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What nobody takes stays with the server. */
class BackpressureTest {

    private static final byte[] EVENT = ("data: " + "x".repeat(10_000) + "\n\n").getBytes(UTF_8);

    /** 100 MB: many times what the buffers of two sockets hold. */
    private static final int EVENTS = 10_000;

    private final ScriptedServer server = ScriptedServer.start();
    private final AtomicLong sent = new AtomicLong();

    @AfterEach
    void stop() {
        server.close();
    }

    /** Sends all events, as fast as they are taken. */
    private Thread flood(Connection connection) {
        Thread sender = new Thread(() -> {
            try {
                for (int i = 0; i < EVENTS; i++) {
                    connection.send(EVENT);
                    sent.incrementAndGet();
                }
            } catch (UncheckedIOException e) {
                return; // the test is over
            }
        });
        sender.setDaemon(true);
        sender.start();
        return sender;
    }

    /** Waits until the sender has got on by nothing for a while; then it has not been able to send most of it. */
    private void expectStall() {
        long before = -1;
        for (long now = sent.get(); now != before || now == 0; now = sent.get()) {
            before = now;
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
        assertThat(sent.get()).isLessThan(EVENTS / 2);
    }

    @Test
    void whoIteratesSlowlyIsSentNoMore() throws InterruptedException {
        try (EventSource source = EventSource.builder(server.uri("/sse")).open()) {
            Thread sender = flood(server.request().stream(""));
            expectStall();
            Iterator<SseMessage> messages = source.iterator();
            for (int i = 0; i < EVENTS; i++) {
                assertThat(messages.next().data()).hasSize(10_000);
            }
            sender.join();
        }
    }

    @Test
    void aListenerThatBlocksIsSentNoMore() throws InterruptedException {
        CountDownLatch released = new CountDownLatch(1);
        CountDownLatch all = new CountDownLatch(EVENTS);
        EventSourceBuilder builder = EventSource.builder(server.uri("/sse")).onMessage(message -> {
            Await.latch(released);
            all.countDown();
        });
        try (EventSource source = builder.open()) {
            flood(server.request().stream(""));
            expectStall();
            released.countDown();
            assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(source.readyState()).isEqualTo(ReadyState.OPEN);
        }
    }

    @Test
    void aSubscriberWithoutDemandIsSentNoMore() {
        SubscriberRecorder subscriber = new SubscriberRecorder();
        try (EventSource source = EventSource.builder(server.uri("/sse")).open()) {
            source.publisher().subscribe(subscriber);
            flood(server.request().stream(""));
            expectStall();
            assertThat(subscriber.received()).isZero();
            subscriber.request(3);
            Await.until("three are there", () -> subscriber.received() == 3);
            expectStall();
            assertThat(subscriber.received()).isEqualTo(3);
            subscriber.request(Long.MAX_VALUE);
            Await.until("all are there", () -> subscriber.received() == EVENTS);
        }
    }

    @Test
    void ofWhatNobodyPullsNoMoreIsReadAfterAReconnection() {
        EventSourceBuilder builder = EventSource.builder(server.uri("/sse")).retryPolicy(SourceRecorder.PROMPT);
        try (EventSource source = builder.open()) {
            server.request().wholeStream("data: a\n\n");
            flood(server.request().stream("data: b\n\n"));
            expectStall();
            Iterator<SseMessage> messages = source.iterator();
            assertThat(messages.next().data()).isEqualTo("a");
            assertThat(messages.next().data()).isEqualTo("b");
            assertThat(messages.next().data()).hasSize(10_000);
        }
    }
}
