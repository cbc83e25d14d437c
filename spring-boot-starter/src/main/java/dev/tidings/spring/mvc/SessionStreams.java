package dev.tidings.spring.mvc;

import dev.tidings.hub.Hub;
import dev.tidings.hub.shard.Subscriber;
import dev.tidings.hub.shard.Ticker;
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

    private final EndedSessions ended = new EndedSessions(Ticker.SYSTEM);

    SessionStreams(Hub hub) {
        this.hub = hub;
    }

    /** A stream has been opened; it belongs to the session of its request if that is how its user is known. */
    void opened(Subscriber<?> stream, HttpServletRequest request) {
        HttpSession session = request.getUserPrincipal() == null ? null : request.getSession(false);
        if (session == null) {
            return;
        }
        String id = put(stream, session);
        // Afterwards: whoever ends the session either finds the stream, or has ended it before this.
        if (ended.contains(id) || !isValid(session)) {
            end(id);
        }
    }

    /** Whoever changes the id either finds the stream under the one before, or has changed it before the last look here. */
    private String put(Subscriber<?> stream, HttpSession session) {
        String id;
        do {
            id = session.getId();
            sessions.put(stream, id);
        } while (!id.equals(session.getId()));
        return id;
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
        String id = event.getSession().getId();
        // Before the look for its streams: the session still looks valid to whoever opens one now.
        ended.add(id);
        end(id);
    }

    /** As it happens when somebody signs in. */
    @Override
    public void sessionIdChanged(HttpSessionEvent event, String before) {
        sessions.replaceAll(
                (stream, session) -> session.equals(before) ? event.getSession().getId() : session);
    }
}
