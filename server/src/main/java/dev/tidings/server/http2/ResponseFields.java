package dev.tidings.server.http2;

import dev.tidings.server.http.HttpDate;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Locale;
import java.util.Map;

/** The fields of a response: names in lower case (RFC 9113, 8.2). */
final class ResponseFields {

    private ResponseFields() {}

    static Http2Headers of(int status, Map<String, String> headers, Map<String, String> crossOrigin) {
        Http2Headers fields = new DefaultHttp2Headers(false);
        fields.status(Integer.toString(status));
        if (status >= 200) {
            fields.add("date", HttpDate.now());
        }
        add(fields, headers);
        add(fields, crossOrigin);
        return fields;
    }

    private static void add(Http2Headers fields, Map<String, String> headers) {
        headers.forEach((name, value) -> fields.add(name.toLowerCase(Locale.ROOT), value));
    }
}
