package dev.tidings.server.http;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** A body of a few kilobytes, taken whole and answered at once. */
public final class SmallBody implements BodyReader {

    /** Makes an answer of a body. */
    @FunctionalInterface
    public interface Work {
        /** @throws ProblemException if the body is refused */
        Answer answer(byte[] body);
    }

    private final int maxBytes;
    private final Work work;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(256);
    private @Nullable Connection connection;

    public SmallBody(int maxBytes, Work work) {
        this.maxBytes = maxBytes;
        this.work = work;
    }

    @Override
    public void begin(Connection newConnection) {
        connection = newConnection;
    }

    @Override
    public void take(ByteBuf bytes) {
        if (bytes.readableBytes() > maxBytes - body.size()) {
            answer(Answer.problem(Problem.of(413, "body: more than " + maxBytes + " bytes (expected: at most that)")));
            return;
        }
        byte[] more = new byte[bytes.readableBytes()];
        bytes.getBytes(bytes.readerIndex(), more);
        body.write(more, 0, more.length);
    }

    @Override
    public void end() {
        try {
            answer(work.answer(body.toByteArray()));
        } catch (ProblemException refused) {
            answer(Answer.problem(refused.problem()));
        }
    }

    private void answer(Answer answer) {
        Connection asked = connection;
        connection = null;
        if (asked != null) {
            asked.answer(answer);
        }
    }

    @Override
    public void abandon() {
        connection = null;
    }
}
