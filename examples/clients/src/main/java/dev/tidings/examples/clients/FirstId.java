package dev.tidings.examples.clients;

import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Comes back with the id of the stream's first block as long as there is no other one. That block has no data, so OkHttp's clients
 * forget it: one that is cut off before its first event would miss what was published meanwhile.
 */
final class FirstId implements Interceptor {

    private static final String HEADER = "Last-Event-ID";

    // By OkHttp's threads, of which there is one at a time.
    private volatile String id = "";

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        if (!id.isEmpty() && request.header(HEADER) == null) {
            request = request.newBuilder().header(HEADER, id).build();
        }
        Response response = chain.proceed(request);
        if (id.isEmpty() && response.isSuccessful()) {
            String line = response.body().source().peek().readUtf8LineStrict();
            id = line.startsWith("id: ") ? line.substring("id: ".length()) : "";
        }
        return response;
    }
}
