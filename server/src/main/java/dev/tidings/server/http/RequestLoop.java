package dev.tidings.server.http;

import dev.tidings.hub.log.Caller;
import io.netty.channel.Channel;
import java.util.SortedMap;

/** What the requests of one event loop need of their server. On the event loop only. */
public interface RequestLoop {

    RequestLimits limits();

    Load load();

    /** The header fields by which a page of another origin may read the answer, whatever it is. */
    SortedMap<String, String> crossOrigin(HttpHead head);

    /** @throws ProblemException if the request is refused */
    Outcome route(HttpHead head, Load load);

    /** Runs a task on the loop before all that waits there. Any thread. */
    void executePromptly(Runnable task);

    Caller caller();

    void add(RequestHandler handler);

    void remove(RequestHandler handler);

    /** Makes the connection a stream; {@link RequestHandler#replace} takes it from the requests. */
    void openStream(Channel channel, StreamStart start, SortedMap<String, String> crossOrigin);
}
