package dev.tidings.examples.clients;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.sse.EventSource;
import okhttp3.sse.EventSourceListener;
import okhttp3.sse.EventSources;
import org.jspecify.annotations.Nullable;

/** Follows a stream with OkHttp, which makes one connection: coming back, and with which id, is left to its user. */
public final class OkHttpFollower {

    private final OkHttpClient client = new OkHttpClient.Builder()
            // Three heartbeats: after the 10 s that OkHttp waits otherwise, none has come yet.
            .readTimeout(Duration.ofSeconds(45))
            .addInterceptor(new FirstId())
            .build();
    private final String url;

    // Written by OkHttp's threads, of which there is one at a time.
    private volatile String lastEventId = "";
    private volatile boolean refused;

    private OkHttpFollower(String url) {
        this.url = url;
    }

    /** Takes the URL of a stream. */
    public static void main(String[] args) throws InterruptedException {
        new OkHttpFollower(args[0]).follow();
    }

    private void follow() throws InterruptedException {
        EventSource.Factory sources = EventSources.createFactory(client);
        while (true) {
            Request.Builder request = new Request.Builder().url(url);
            if (!lastEventId.isEmpty()) {
                request.header("Last-Event-ID", lastEventId);
            }
            Connection connection = new Connection();
            sources.newEventSource(request.build(), connection);
            connection.ended.await();
            if (refused) {
                client.dispatcher().executorService().shutdown();
                return;
            }
            // So that clients who lost the same server do not come back at once.
            Thread.sleep(ThreadLocalRandom.current().nextLong(1_500, 3_000));
        }
    }

    private final class Connection extends EventSourceListener {

        private final CountDownLatch ended = new CountDownLatch(1);

        @Override
        public void onEvent(EventSource source, @Nullable String id, @Nullable String type, String data) {
            System.out.println(id + " " + (type == null ? "message" : type) + " " + data);
            if (id != null) {
                lastEventId = id;
            }
        }

        @Override
        public void onClosed(EventSource source) {
            ended.countDown();
        }

        @Override
        public void onFailure(EventSource source, @Nullable Throwable failure, @Nullable Response response) {
            int status = response == null ? 0 : response.code();
            if (status >= 400 && status < 500 && status != 408 && status != 429) {
                System.err.println("refused: " + status);
                refused = true;
            }
            ended.countDown();
        }
    }
}
