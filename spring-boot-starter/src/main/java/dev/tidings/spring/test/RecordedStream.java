package dev.tidings.spring.test;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.hub.event.EventId;
import dev.tidings.sse.SseMessage;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One stream of the application under test, which is read by a thread of its own. What it brings is taken in order, each message once.
 * <p>
 * For one thread.
 */
public final class RecordedStream implements AutoCloseable {

    /** 10 s: a busy machine takes a second for what is done at once otherwise. */
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private static final int CHUNK_BYTES = 8 << 10;
    private static final int EXCERPT_BYTES = 1 << 10;

    private final InputStream body;
    private final Recording recording = new Recording(DEADLINE);

    private RecordedStream(InputStream body) {
        this.body = body;
    }

    static RecordedStream open(HttpClient http, HttpRequest request) {
        HttpResponse<InputStream> response = answer(http, request);
        boolean isStream = response.statusCode() == 200
                && response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
        if (!isStream) {
            throw new AssertionError(request.uri() + " is answered with " + response.statusCode() + " "
                    + excerpt(response) + " (expected: 200 and text/event-stream)");
        }
        RecordedStream stream = new RecordedStream(response.body());
        Thread reader = new Thread(stream::read, "tidings-recorder");
        reader.setDaemon(true);
        reader.start();
        stream.recording.awaitBegin();
        return stream;
    }

    private static HttpResponse<InputStream> answer(HttpClient http, HttpRequest request) {
        CompletableFuture<HttpResponse<InputStream>> answer = http.sendAsync(request, BodyHandlers.ofInputStream());
        try {
            return answer.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new AssertionError(request.uri() + " is not answered within " + DEADLINE, e);
        } catch (ExecutionException e) {
            throw new AssertionError(request.uri() + " is not answered", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static String excerpt(HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            return new String(body.readNBytes(EXCERPT_BYTES), UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    private void read() {
        byte[] chunk = new byte[CHUNK_BYTES];
        try {
            for (int read = body.read(chunk); read >= 0; read = body.read(chunk)) {
                recording.add(ByteBuffer.wrap(chunk, 0, read));
            }
            recording.ended("it has ended");
        } catch (IOException e) {
            recording.ended("its connection was cut: " + e.getMessage());
        }
    }

    /**
     * Waits for the next message and takes it.
     *
     * @throws AssertionError if the stream ends before, or nothing comes in time
     */
    public SseMessage next() {
        return recording.next();
    }

    /**
     * Waits for the next message, whose data has to be this.
     *
     * @return this stream
     * @throws AssertionError if it is something else, the stream ends before, or nothing comes in time
     */
    public RecordedStream expect(String data) {
        SseMessage message = next();
        if (!message.data().equals(data)) {
            throw new AssertionError("message: " + message + " (expected: data " + data + ")");
        }
        return this;
    }

    /**
     * Proves that nothing has come which was not taken, up to and including the event of this id: waits until the stream is past the place of
     * the event, as a later event or the id of a sign of life says.
     *
     * @throws AssertionError if a message has come, the stream ends before, or it does not get there in time
     */
    public void assertNothingUntil(EventId id) {
        recording.awaitPast(id);
        assertExhausted();
    }

    /**
     * What has come was taken. Does not wait.
     *
     * @throws AssertionError if a message is left
     */
    public void assertExhausted() {
        recording.assertExhausted();
    }

    /**
     * Waits for the end of the stream.
     *
     * @throws AssertionError if a message is left that was not taken, or it does not end in time
     */
    public void awaitEnd() {
        recording.awaitEnd();
        assertExhausted();
    }

    /** The id with which the client would come back now. */
    public String lastEventId() {
        return recording.lastEventId();
    }

    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException e) {
            throw new AssertionError("a stream could not be closed", e);
        }
    }
}
