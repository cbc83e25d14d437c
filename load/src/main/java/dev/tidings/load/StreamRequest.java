package dev.tidings.load;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request that opens a stream.
 *
 * @param host the server's, and its port
 * @param path with its query
 * @param fields the others, with names in lower case
 */
record StreamRequest(String host, String path, Map<String, String> fields) {

    /** The same with one more field, unless that is empty. */
    StreamRequest with(String name, String value) {
        if (value.isEmpty()) return this;
        Map<String, String> more = new LinkedHashMap<>(fields);
        more.put(name, value);
        return new StreamRequest(host, path, more);
    }

    /** In HTTP/1.1, whole. */
    String text() {
        StringBuilder text = new StringBuilder("GET " + path + " HTTP/1.1\r\nhost: " + host + "\r\n");
        fields.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        return text.append("\r\n").toString();
    }

    /** In HTTP/2. */
    Http2Headers headers(String scheme) {
        Http2Headers headers = new DefaultHttp2Headers()
                .method("GET")
                .scheme(scheme)
                .authority(host)
                .path(path);
        fields.forEach(headers::add);
        return headers;
    }
}
