package dev.tidings.server.http;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * What a request comes to when something has been looked up; nothing more of its connection is taken until then.
 *
 * @param outcome completed by any thread, perhaps with a {@link ProblemException}; what comes of it with the load of then is asked for
 *     on the event loop
 */
public record Later(CompletionStage<? extends Function<Load, ? extends Outcome>> outcome) implements Outcome {}
