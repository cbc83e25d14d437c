package dev.tidings.spring.mvc;

import dev.tidings.hub.Hub;
import dev.tidings.hub.shard.Subscriber;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Ends the streams of a user's session with the session, and no others of the same user: by logging out, or after its time. Safe for any thread.
 */
final class SessionStreams implements HttpSessionListener, HttpSessionIdListener {

    private final Hub hub;

    // Weak: who is gone from the hub needs no session. The lock is held for a look, and by event loops too.
    private final Map<Subscriber<?>, String> sessions = Collections.synchronizedMap(new WeakHashMap<>());

    SessionStreams(Hub hub) {
        this.hub = hub;
    }

    /** A stream has been opened; it belongs to the session of its request if that is how its user is known. */
    void opened(Subscriber<?> stream, HttpServletRequest request) {
        HttpSession session = request.getUserPrincipal() == null ? null : request.getSession(false);
        if (session == null) {
            return;
        }
        sessions.put(stream, session.getId());
        // Afterwards: whoever ends the session either finds the stream, or has ended it before this.
        if (!isValid(session)) {
            end(session.getId());
        }
    }

    private static boolean isValid(HttpSession session) {
        try {
            return session.getCreationTime() > 0;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /** Ends the streams of a session, as revoked. */
    void end(String session) {
        if (sessions.containsValue(session)) {
            hub.disconnect(view -> session.equals(sessions.get(view.subscriber())));
        }
    }

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        end(event.getSession().getId());
    }

    /** As it happens when somebody signs in. */
    @Override
    public void sessionIdChanged(HttpSessionEvent event, String before) {
        sessions.replaceAll(
                (stream, session) -> session.equals(before) ? event.getSession().getId() : session);
    }
}
