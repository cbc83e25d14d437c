package dev.tidings.spring.mvc;

import dev.tidings.hub.Hub;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationListener;
import org.springframework.security.authentication.event.LogoutSuccessEvent;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Ends the streams of who logs out where the session outlives that, or where there is none: then it cannot be told which of a user's streams
 * are meant, and all of them end.
 */
final class LogoutStreams implements ApplicationListener<LogoutSuccessEvent> {

    private final Hub hub;
    private final SessionStreams sessions;

    LogoutStreams(Hub hub, SessionStreams sessions) {
        this.hub = hub;
        this.sessions = sessions;
    }

    @Override
    public void onApplicationEvent(LogoutSuccessEvent event) {
        String session = session();
        String name = event.getAuthentication().getName();
        if (session != null) {
            sessions.end(session);
        } else if (name != null && !name.isEmpty()) {
            hub.disconnect(name);
        }
    }

    private static @Nullable String session() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
                ? session(attributes.getRequest())
                : null;
    }

    private static @Nullable String session(HttpServletRequest request) {
        return request.getRequestedSessionId();
    }
}
