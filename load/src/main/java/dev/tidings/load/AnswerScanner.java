package dev.tidings.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import java.util.Locale;

/** Cuts the answers to publishes, of which each states its length, from one connection. Confined to one event loop. */
final class AnswerScanner {
    /** 1 KiB: of an answer that is not a success, enough to read why. */
    private static final int KEPT_BYTES = 1 << 10;

    /** 16 KiB: a hundred answers. */
    private static final int READ_BYTES = 16 << 10;

    private static final byte[] HTTP = "HTTP/1.1 ".getBytes(US_ASCII);
    private static final String LENGTH = "content-length:";

    /** Receives each answer. */
    @FunctionalInterface
    interface Sink {
        /** @param body its first bytes, if it is not a success */
        void answer(int status, String body);
    }

    private final Sink sink;
    private final byte[] scratch = new byte[READ_BYTES];
    private final Lines lines = new Lines();
    private final StringBuilder body = new StringBuilder();
    private int status;
    private long bodyBytes;
    private boolean inBody;

    AnswerScanner(Sink sink) {
        this.sink = sink;
    }

    static boolean isSuccess(int status) {
        return status / 100 == 2;
    }

    /** @throws IllegalStateException if it is no answer */
    void read(ByteBuf in) {
        while (in.isReadable()) {
            int size = Math.min(in.readableBytes(), scratch.length);
            in.readBytes(scratch, 0, size);
            int done = 0;
            while (done < size) done = inBody ? body(done, size) : head(done, size);
        }
    }

    private int head(int from, int size) {
        if (!lines.cut(scratch, from, size)) return size;
        if (lines.from == lines.to) endHead();
        else if (status == 0) status = status();
        else if ((lines.bytes[lines.from] | 0x20) == 'c') field(lines.text());
        return lines.next;
    }

    private int status() {
        int digits = lines.from + HTTP.length;
        if (!lines.startsWith(HTTP) || lines.to < digits + 3) {
            throw new IllegalStateException("no answer: " + lines.text());
        }
        int value = 0;
        for (int i = 0; i < 3; i++) value = value * 10 + lines.bytes[digits + i] - '0';
        return value;
    }

    private void field(String field) {
        if (field.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
            bodyBytes = Long.parseLong(field.substring(LENGTH.length()).strip());
        }
    }

    private void endHead() {
        if (bodyBytes > 0) inBody = true;
        else endAnswer();
    }

    private int body(int from, int size) {
        int part = (int) Math.min(bodyBytes, size - from);
        if (!isSuccess(status) && body.length() < KEPT_BYTES) body.append(new String(scratch, from, part, UTF_8));
        bodyBytes -= part;
        if (bodyBytes == 0) endAnswer();
        return from + part;
    }

    private void endAnswer() {
        int ended = status;
        String text = body.toString();
        status = 0;
        inBody = false;
        body.setLength(0);
        sink.answer(ended, text);
    }
}
