package dev.tidings.server.http;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Runs what has to be refused. */
public final class Refusals {

    private Refusals() {}

    public static Problem problemOf(ThrowingCallable call) {
        ProblemException refused = catchThrowableOfType(ProblemException.class, call);
        if (refused == null) {
            throw new AssertionError("was not refused");
        }
        return refused.problem();
    }

    /** Status and detail in one text, for tables. */
    public static String refusalOf(ThrowingCallable call) {
        Problem problem = problemOf(call);
        return problem.status() + " " + problem.detail();
    }
}
