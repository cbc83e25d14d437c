package dev.tidings.server.http;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;

/** The header fields of a request, which fail at one too many. For one thread. */
public final class CountedHeaders extends DefaultHttpHeaders {

    /** 100: browsers send 20, and proxies add some. */
    public static final int MAX_FIELDS = 100;

    /** Fields that are refused while the head is still coming in. */
    public static final HttpHeadersFactory FACTORY = new HttpHeadersFactory() {
        @Override
        public HttpHeaders newHeaders() {
            return new CountedHeaders();
        }

        @Override
        public HttpHeaders newEmptyHeaders() {
            return new CountedHeaders();
        }
    };

    private int fields;

    @Override
    public HttpHeaders add(String name, Object value) {
        count();
        return super.add(name, value);
    }

    @Override
    public HttpHeaders add(CharSequence name, Object value) {
        count();
        return super.add(name, value);
    }

    private void count() {
        if (fields == MAX_FIELDS) {
            throw new TooManyFieldsException();
        }
        fields++;
    }

    public static final class TooManyFieldsException extends RuntimeException {

        private static final long serialVersionUID = 1;

        TooManyFieldsException() {
            super("more than " + MAX_FIELDS + " header fields", null, false, false);
        }
    }
}
