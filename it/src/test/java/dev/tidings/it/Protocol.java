package dev.tidings.it;

/** The protocols that socket tests are run with. */
enum Protocol {
    HTTP_1_1("HTTP/1.1", true),
    HTTP_1_0("HTTP/1.0", false);

    private final String version;
    private final boolean chunked;

    Protocol(String version, boolean chunked) {
        this.version = version;
        this.chunked = chunked;
    }

    /** Whether a stream comes in chunks; otherwise the end of the connection is its end. */
    boolean isChunked() {
        return chunked;
    }

    /** A request without a body, ready to be sent. */
    String get(String target, String... headers) {
        return head("GET", target, headers) + "\r\n";
    }

    /** A request with a body, ready to be sent; the body is ASCII. */
    String post(String target, String contentType, String body, String... headers) {
        return head("POST", target, headers) + "Content-Type: " + contentType + "\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body;
    }

    private String head(String method, String target, String... headers) {
        StringBuilder head = new StringBuilder(method + " " + target + " " + version + "\r\nHost: localhost\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.toString();
    }
}
