package dev.tidings.it;

/** The protocols that socket tests are run with. */
enum Protocol {
    HTTP_1_1("HTTP/1.1", true, false),
    HTTP_1_0("HTTP/1.0", false, false),
    HTTP_2("HTTP/2", false, false),
    HTTP_1_1_TLS("HTTP/1.1", true, true),
    HTTP_2_TLS("HTTP/2", false, true);

    private final String version;
    private final boolean chunked;
    private final boolean encrypted;

    Protocol(String version, boolean chunked, boolean encrypted) {
        this.version = version;
        this.chunked = chunked;
        this.encrypted = encrypted;
    }

    /** Whether a stream comes in chunks; otherwise the end of the connection is its end. */
    boolean isChunked() {
        return chunked;
    }

    boolean isEncrypted() {
        return encrypted;
    }

    boolean isHttp2() {
        return version.equals("HTTP/2");
    }

    /** A request without a body, ready to be sent, each char a byte. */
    String get(String target, String... headers) {
        return isHttp2() ? Http2Request.of("GET", target, "", headers) : head("GET", target, headers) + "\r\n";
    }

    /** A request with a body, ready to be sent; the body is ASCII. */
    String post(String target, String contentType, String body, String... headers) {
        String[] all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 0, headers.length);
        all[headers.length] = "Content-Type: " + contentType;
        all[headers.length + 1] = "Content-Length: " + body.length();
        return isHttp2() ? Http2Request.of("POST", target, body, all) : head("POST", target, all) + "\r\n" + body;
    }

    private String head(String method, String target, String... headers) {
        StringBuilder head = new StringBuilder(method + " " + target + " " + version + "\r\nHost: localhost\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.toString();
    }
}
