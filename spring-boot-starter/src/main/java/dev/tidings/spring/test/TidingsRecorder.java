package dev.tidings.spring.test;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.springframework.core.env.Environment;

/**
 * Opens streams of the application under test, as a client does, and records what they bring. What it has opened is closed after each
 * test.
 * <p>
 * Safe for any thread.
 */
public final class TidingsRecorder implements AutoCloseable {

    private final Environment environment;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Queue<RecordedStream> opened = new ConcurrentLinkedQueue<>();

    TidingsRecorder(Environment environment) {
        this.environment = environment;
    }

    /**
     * Opens a stream; what is published from now on is recorded.
     *
     * @param path with its query, encoded: {@code /sse?email=ann%40example.com}
     * @throws AssertionError if the answer is no stream, or none comes in time
     */
    public RecordedStream open(String path) {
        return open(request(path));
    }

    /**
     * Opens the stream of a request.
     *
     * @param request of {@link #request}, with fields of its own: {@code Authorization}, {@code Last-Event-ID}
     * @throws AssertionError if the answer is no stream, or none comes in time
     */
    public RecordedStream open(HttpRequest.Builder request) {
        RecordedStream stream = RecordedStream.open(http, request.build());
        opened.add(stream);
        return stream;
    }

    /** A request for a stream, which has not been sent. */
    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).header("Accept", "text/event-stream");
    }

    private URI uri(String path) {
        String context = environment.getProperty("server.servlet.context-path", "");
        return URI.create("http://localhost:" + environment.getRequiredProperty("local.server.port") + context + path);
    }

    /** Closes what has been opened. */
    @Override
    public void close() {
        for (RecordedStream stream = opened.poll(); stream != null; stream = opened.poll()) {
            stream.close();
        }
    }
}
