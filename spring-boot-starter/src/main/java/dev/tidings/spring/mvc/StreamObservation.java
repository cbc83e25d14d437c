package dev.tidings.spring.mvc;

import io.micrometer.core.instrument.LongTaskTimer;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.server.observation.ServerRequestObservationContext;
import org.springframework.util.ClassUtils;
import org.springframework.web.filter.ServerHttpObservationFilter;

/** Keeps the lifetime of a stream out of what is measured of answers: a stream of an hour is not an answer that took an hour. */
final class StreamObservation {

    /** Instead of {@code http.server.requests}, with the same tags. */
    static final String NAME = "http.server.streams";

    private static final boolean HAS_TIMERS = ClassUtils.isPresent(
            "io.micrometer.core.instrument.LongTaskTimer", StreamObservation.class.getClassLoader());

    private StreamObservation() {}

    /** The response of a request has become a stream. Before the request's filters have returned. */
    static void opened(HttpServletRequest request) {
        ServerHttpObservationFilter.findObservationContext(request).ifPresent(context -> {
            context.setName(NAME);
            if (HAS_TIMERS) {
                Active.end(context);
            }
        });
    }

    /** A class of its own, which is loaded only if there are timers. */
    private static final class Active {

        /** It is no request any more that is being answered. */
        static void end(ServerRequestObservationContext context) {
            LongTaskTimer.Sample sample = context.get(LongTaskTimer.Sample.class);
            if (sample != null) {
                sample.stop();
            }
        }
    }
}
