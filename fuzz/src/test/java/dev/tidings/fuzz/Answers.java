package dev.tidings.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All answers on one connection of HTTP/1, read strictly. */
final class Answers {

    /** What docs/http.md lists, without 500. */
    static final Set<Integer> STATUSES = Set.of(
            100, 200, 204, 304, 400, 401, 403, 404, 405, 406, 408, 413, 414, 415, 417, 421, 422, 429, 431, 501, 503,
            505);

    private static final Pattern HEAD = Pattern.compile(
            "HTTP/1\\.1 (\\d{3}) [\\t\\x20-\\x7e]*\\r\\n(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\\t\\x20-\\x7e\\x80-\\xff]*\\r\\n)*\\r\\n");
    private static final Pattern LENGTH = Pattern.compile("(?i)\\r\\ncontent-length: *(\\d+)\\r\\n");
    private static final Pattern STREAM = Pattern.compile("(?i)\\r\\ncontent-type: *text/event-stream");
    private static final String BEGIN = "HTTP/1.1 ";

    private final BufferedInputStream in;
    private final String sent;

    Answers(BufferedInputStream in, byte[] sent) {
        this.in = in;
        this.sent = new String(sent, ISO_8859_1);
    }

    /** @throws AssertionError if there is anything else than answers, or one that says that the hub has failed */
    void check() throws IOException {
        while (!isAtEnd()) {
            String head = head(in);
            Matcher matcher = HEAD.matcher(head);
            assertThat(matcher.matches()).as(head).isTrue();
            int status = Integer.parseInt(matcher.group(1));
            assertThat(status).as(head).isIn(STATUSES);
            if (STREAM.matcher(head).find()) {
                in.readAllBytes();
            } else if (status >= 200 && status != 204 && status != 304) {
                skipBody(head);
            }
        }
    }

    private void skipBody(String head) throws IOException {
        int length = length(head);
        if (isForHead()) {
            return;
        }
        assertThat(in.readNBytes(length)).as(head).hasSize(length);
    }

    /** An answer to HEAD has a length but no body: what follows is the next answer. */
    private boolean isForHead() throws IOException {
        return sent.contains("HEAD ") && (isAtEnd() || peek(BEGIN.length()).equals(BEGIN));
    }

    private boolean isAtEnd() throws IOException {
        return peek(1).isEmpty();
    }

    private String peek(int bytes) throws IOException {
        in.mark(bytes);
        String next = new String(in.readNBytes(bytes), ISO_8859_1);
        in.reset();
        return next;
    }

    /** Up to the blank line, which is part of it. */
    static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || head.lastIndexOf("\r\n\r\n") != head.length() - 4) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the connection has ended after: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    static int length(String head) {
        Matcher matcher = LENGTH.matcher(head);
        assertThat(matcher.find()).as(head).isTrue();
        return Integer.parseInt(matcher.group(1));
    }
}
