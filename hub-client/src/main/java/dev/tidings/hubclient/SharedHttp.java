package dev.tidings.hubclient;

import java.net.http.HttpClient;
import java.time.Duration;

/** What all clients send their requests with, unless a builder says otherwise: so a hundred clients take no more threads than one. */
final class SharedHttp {

    /** 10 s: what is further away than that is not there. */
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private SharedHttp() {}

    /** Made when the first client needs it. Its threads are daemons. */
    static HttpClient client() {
        return Own.INSTANCE;
    }

    private static final class Own {
        /** HTTP/1.1: one request at a time gains nothing by HTTP/2. It does not follow redirects, which turn a POST into a GET. */
        static final HttpClient INSTANCE = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }
}
