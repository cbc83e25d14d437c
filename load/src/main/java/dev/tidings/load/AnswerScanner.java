package dev.tidings.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import java.util.Locale;

/** Cuts the answers to publishes, of which each states its length, from one connection. Confined to one event loop. */
final class AnswerScanner {
    /** 1 KiB: of an answer that is not a success, enough to read why. */
    private static final int KEPT_BYTES = 1 << 10;

    private static final String LENGTH = "content-length:";

    /** Receives each answer. */
    @FunctionalInterface
    interface Sink {
        /** @param body its first bytes, if the status is not 200 */
        void answer(int status, String body);
    }

    private final Sink sink;
    private final StringBuilder line = new StringBuilder();
    private final StringBuilder body = new StringBuilder();
    private int status;
    private long bodyBytes;
    private boolean inBody;

    AnswerScanner(Sink sink) {
        this.sink = sink;
    }

    void read(ByteBuf in) {
        while (in.isReadable()) {
            if (inBody) body(in);
            else head(in);
        }
    }

    private void head(ByteBuf in) {
        char c = (char) in.readByte();
        if (c == '\r') return;
        if (c != '\n') {
            line.append(c);
            return;
        }
        if (line.isEmpty()) endHead();
        else if (status == 0) status = Integer.parseInt(line.substring(9, 12));
        else if (line.length() > LENGTH.length()
                && line.substring(0, LENGTH.length()).toLowerCase(Locale.ROOT).equals(LENGTH)) {
            bodyBytes = Long.parseLong(line.substring(LENGTH.length()).strip());
        }
        line.setLength(0);
    }

    private void endHead() {
        if (bodyBytes > 0) inBody = true;
        else endAnswer();
    }

    private void body(ByteBuf in) {
        int part = (int) Math.min(bodyBytes, in.readableBytes());
        if (status != 200 && body.length() < KEPT_BYTES) body.append(in.toString(in.readerIndex(), part, UTF_8));
        in.skipBytes(part);
        bodyBytes -= part;
        if (bodyBytes == 0) endAnswer();
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
