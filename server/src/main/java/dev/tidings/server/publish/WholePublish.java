package dev.tidings.server.publish;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Publication;
import dev.tidings.server.http.Answer;
import dev.tidings.server.http.Asker;
import dev.tidings.server.http.BodyReader;
import dev.tidings.server.http.Connection;
import dev.tidings.server.http.ProblemException;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A body that is taken whole, and published whole or not at all. */
final class WholePublish implements BodyReader {

    /** 64 KiB: what parses in about a millisecond; larger bodies would hold up the other connections of the event loop. */
    private static final int PARSED_ON_LOOP_BYTES = 64 << 10;

    private static final byte[] NOTHING = {};

    /** Makes of a body what it publishes. Safe for any thread. */
    interface Parser {
        /** @throws ProblemException if the body is refused */
        EventBatch parse(byte[] body, int length);
    }

    private final Publishing shared;
    private final Parser parser;
    private final String principal;

    private @Nullable Connection connection;
    private @Nullable Asker asker;
    private byte[] body = NOTHING;
    private int length;
    private int taken;
    private long beganNanos;

    /** @param principal who publishes; empty for whom nobody knows */
    WholePublish(Publishing shared, Parser parser, String principal) {
        this.shared = shared;
        this.parser = parser;
        this.principal = principal;
    }

    @Override
    public void begin(Connection newConnection) {
        connection = newConnection;
        asker = newConnection;
        beganNanos = System.nanoTime();
    }

    @Override
    public void take(ByteBuf bytes) {
        int more = bytes.readableBytes();
        if (more > shared.maxBytes() - length) {
            answer(Answer.problem(shared.tooLarge()));
            return;
        }
        if (length + more > body.length) {
            // Most bodies come in one piece; one that does not is copied less and less often.
            int capacity = length == 0 ? more : (int) Math.min(shared.maxBytes(), 2L * (length + more));
            if (!shared.budget().take(capacity - taken)) {
                answer(Answer.comeBackLater(BodyBudget.EXHAUSTED));
                return;
            }
            taken = capacity;
            body = Arrays.copyOf(body, capacity);
        }
        bytes.getBytes(bytes.readerIndex(), body, length, more);
        length += more;
    }

    @Override
    public void end() {
        Connection asked = connection;
        if (asked == null) {
            return;
        }
        if (length <= PARSED_ON_LOOP_BYTES) {
            try {
                publish(asked, parser.parse(body, length));
            } catch (ProblemException refused) {
                answer(Answer.problem(refused.problem()));
            }
        } else {
            parseElsewhere(asked);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // its failure is the answer
    private void parseElsewhere(Connection asked) {
        byte[] whole = body;
        int wholeLength = length;
        int held = taken;
        // Whoever parses holds the body, also when nobody waits for the answer any more.
        taken = 0;
        CompletableFuture.supplyAsync(() -> parser.parse(whole, wholeLength), shared.parsing())
                .whenComplete((batch, failure) -> shared.budget().giveBack(held))
                .thenAcceptAsync(batch -> publish(asked, batch), asked.loop())
                .whenCompleteAsync(
                        (done, failure) -> {
                            if (failure != null) {
                                fail(failure);
                            }
                        },
                        asked.loop());
    }

    private void publish(Connection asked, EventBatch batch) {
        Publication publication = batch.publication();
        if (publication == null) {
            answer(new IdList().toAnswer());
            return;
        }
        TooFast tooFast = shared.takeEvents(principal, publication.events().size());
        if (tooFast != null) {
            answer(tooFast.answer(tooFast.problem()));
            return;
        }
        EventExecutor loop = asked.loop();
        CompletionStage<List<EventId>> stage = shared.hub().publish(publication, asked.caller());
        stage.whenComplete((ids, failure) -> {
            if (loop.inEventLoop()) {
                published(batch.isArray(), ids, failure);
            } else {
                asked.executePromptly(() -> published(batch.isArray(), ids, failure));
            }
        });
        if (asker != null) {
            // What has been appended is not needed any more.
            letGo();
            asker = asked.answerLater();
            asked.beginNext();
        }
    }

    private void published(boolean array, @Nullable List<EventId> ids, @Nullable Throwable failure) {
        if (ids == null) {
            fail(failure == null ? new IllegalStateException("no ids") : failure);
            return;
        }
        countLatency();
        if (array) {
            IdList list = new IdList();
            list.add(ids);
            answer(list.toAnswer());
        } else {
            answer(Answer.json(("{\"id\":\"" + ids.get(0) + "\"}").getBytes(US_ASCII)));
        }
    }

    private void countLatency() {
        Connection asked = connection;
        if (asked != null) {
            asked.counts().published(System.nanoTime() - beganNanos);
        }
    }

    private void fail(Throwable failure) {
        answer(PublishFailures.answer(shared.failures().problem(failure)));
    }

    private void answer(Answer answer) {
        Asker waiting = asker;
        abandon();
        if (waiting != null) {
            waiting.answer(answer);
        }
    }

    @Override
    public void abandon() {
        connection = null;
        asker = null;
        letGo();
    }

    private void letGo() {
        shared.budget().giveBack(taken);
        taken = 0;
        length = 0;
        body = NOTHING;
    }
}
