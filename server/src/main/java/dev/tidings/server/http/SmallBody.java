package dev.tidings.server.http;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A body of a few kilobytes, taken whole and answered once. */
public final class SmallBody implements BodyReader {

    /** Makes an answer of a body. */
    @FunctionalInterface
    public interface Work {
        /** @throws ProblemException if the body is refused */
        Answer answer(byte[] body);
    }

    /** Makes an answer of a body, when something is done that takes its time. */
    @FunctionalInterface
    public interface LaterWork {
        /**
         * @return completed by any thread, perhaps with a {@link ProblemException}
         * @throws ProblemException if the body is refused
         */
        CompletionStage<Answer> answer(byte[] body);
    }

    private static final Logger LOG = System.getLogger("dev.tidings.server");

    private final int maxBytes;
    private final LaterWork work;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(256);
    private @Nullable Connection connection;

    private SmallBody(int maxBytes, LaterWork work) {
        this.maxBytes = maxBytes;
        this.work = work;
    }

    /** One that is answered at once. */
    public static SmallBody now(int maxBytes, Work work) {
        return new SmallBody(maxBytes, body -> CompletableFuture.completedStage(work.answer(body)));
    }

    /** One that is answered when that can be done. */
    public static SmallBody later(int maxBytes, LaterWork work) {
        return new SmallBody(maxBytes, work);
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
        CompletableFuture<Answer> working;
        try {
            working = work.answer(body.toByteArray()).toCompletableFuture();
        } catch (ProblemException refused) {
            answer(Answer.problem(refused.problem()));
            return;
        }
        Connection asked = connection;
        if (working.isDone() || asked == null) {
            settle(working);
        } else {
            working.whenComplete((done, failure) -> asked.executePromptly(() -> settle(working)));
        }
    }

    private void settle(CompletableFuture<Answer> done) {
        answer(done.handle((answer, failure) -> failure == null ? answer : refusal(Later.causeOf(failure)))
                .join());
    }

    private static Answer refusal(Throwable failure) {
        if (failure instanceof ProblemException refused) {
            return Answer.problem(refused.problem());
        }
        LOG.log(Level.ERROR, "a request failed", failure);
        return Answer.problem(Problem.of(500, "the server failed; its log says why"));
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
