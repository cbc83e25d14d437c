package dev.tidings.server.publish;

import dev.tidings.server.http.HttpHead;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;

/** Heads of publishes, for tests. */
final class Heads {

    private Heads() {}

    /** @param fields each as {@code name: value}, a character for each byte */
    static HttpHead of(String... fields) {
        HttpHeaders headers = new DefaultHttpHeaders();
        for (String field : fields) {
            int colon = field.indexOf(':');
            headers.add(field.substring(0, colon), field.substring(colon + 1).strip());
        }
        return new HttpHead("POST", "/events", null, "localhost", headers, false, false, true);
    }
}
