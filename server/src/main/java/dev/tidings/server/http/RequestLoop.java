package dev.tidings.server.http;

import dev.tidings.hub.log.Caller;
import dev.tidings.server.limit.Place;
import dev.tidings.server.metrics.LoopCounts;
import dev.tidings.server.stream.StreamSubscriber;
import dev.tidings.server.stream.StreamTerms;
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

    /** Where requests are counted. */
    LoopCounts counts();

    void add(RequestConnection connection);

    void remove(RequestConnection connection);

    /**
     * Lets HTTP/2 have the connection, whose first bytes are its preface; {@link RequestHandler#replace} takes it from the requests.
     *
     * @param refusing whether there is no room for it
     */
    void switchToHttp2(Channel channel, boolean refusing);

    /**
     * A place for a stream on a connection, which goes with it when it is opened.
     *
     * @return one that may say that there is none
     */
    Place place(Channel channel, HttpHead request, StreamTerms terms);

    /** Makes the connection a stream; {@link RequestHandler#replace} takes it from the requests. */
    void openStream(Channel channel, StreamStart start, SortedMap<String, String> crossOrigin, Place place);

    /** Counts one more stream that shares its connection; false if there is no room, otherwise one {@link #closeStream} follows. */
    boolean hasRoomForStream();

    /** Opens a stream that shares its connection with others. */
    void openStream(StreamSubscriber stream, StreamTerms terms, Place place);

    /** It is no more. */
    void closeStream(StreamSubscriber stream);
}
