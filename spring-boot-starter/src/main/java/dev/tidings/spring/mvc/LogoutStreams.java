package dev.tidings.spring.mvc;

import jakarta.servlet.http.HttpSession;
import org.springframework.context.ApplicationListener;
import org.springframework.security.authentication.event.LogoutSuccessEvent;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Ends the streams of who signs out of a session that outlives that; as a rule it does not, and its streams have ended with it. */
final class LogoutStreams implements ApplicationListener<LogoutSuccessEvent> {

    private final SessionStreams sessions;

    LogoutStreams(SessionStreams sessions) {
        this.sessions = sessions;
    }

    @Override
    public void onApplicationEvent(LogoutSuccessEvent event) {
        if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes) {
            HttpSession session = attributes.getRequest().getSession(false);
            if (session != null) {
                sessions.end(session.getId());
            }
        }
    }
}
