package dev.tidings.server.http;

import java.util.function.Supplier;

/** One request, which comes to something. On its connection's event loop only. */
public interface OutcomeTaker {

    void answer(Answer answer);

    void startStream(StreamStart start);

    /** Takes nothing more until something is known. */
    void await(Later later);

    /** Lets somebody take the body. */
    void takeBody(BodyReader reader);

    /** Finds out what the request comes to, and goes that way. */
    default void proceed(Supplier<? extends Outcome> next) {
        Outcome outcome;
        try {
            outcome = next.get();
        } catch (ProblemException refused) {
            outcome = Answer.problem(refused.problem());
        }
        if (outcome instanceof Answer answer) {
            answer(answer);
        } else if (outcome instanceof StreamStart start) {
            startStream(start);
        } else if (outcome instanceof Later later) {
            await(later);
        } else if (outcome instanceof BodyReader reader) {
            takeBody(reader);
        }
    }
}
