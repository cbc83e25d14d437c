package dev.tidings.spring;

import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.observation.Observation;
import org.springframework.util.ClassUtils;

/** Keeps the lifetimes of streams out of what is measured of answers: a stream of an hour is no answer that took an hour. */
public final class StreamObservation {

    /** Instead of {@code http.server.requests}, with the same tags. */
    public static final String NAME = "http.server.streams";

    private static final boolean HAS_TIMERS = ClassUtils.isPresent(
            "io.micrometer.core.instrument.LongTaskTimer", StreamObservation.class.getClassLoader());

    private StreamObservation() {}

    /** The answer to the request that is observed becomes a stream. */
    public static void opened(Observation.Context request) {
        request.setName(NAME);
        if (HAS_TIMERS) {
            Active.end(request);
        }
    }

    /** A class of its own, which is loaded only if there are timers. */
    private static final class Active {

        /** No request is being answered any more. */
        static void end(Observation.Context request) {
            LongTaskTimer.Sample sample = request.get(LongTaskTimer.Sample.class);
            if (sample != null) {
                sample.stop();
            }
        }
    }
}
