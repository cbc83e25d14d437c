package dev.tidings.server;

import dev.tidings.hub.log.Caller;
import dev.tidings.server.http.HttpHead;
import dev.tidings.server.http.Load;
import dev.tidings.server.http.Outcome;
import dev.tidings.server.http.RequestConnection;
import dev.tidings.server.http.RequestHandler;
import dev.tidings.server.http.RequestLimits;
import dev.tidings.server.http.RequestLoop;
import dev.tidings.server.http.StreamStart;
import dev.tidings.server.http2.Http2Handler;
import dev.tidings.server.limit.Place;
import dev.tidings.server.metrics.LoopCounts;
import dev.tidings.server.route.Router;
import dev.tidings.server.stream.StreamSubscriber;
import dev.tidings.server.stream.StreamTerms;
import io.netty.channel.Channel;
import java.util.SortedMap;

/** An event loop as the requests of the operators' port see it: the same, with other routes. */
record OperatorLoop(ServerLoop loop, Router router) implements RequestLoop {

    @Override
    public RequestLimits limits() {
        return loop.limits();
    }

    @Override
    public Load load() {
        return loop.load();
    }

    @Override
    public SortedMap<String, String> crossOrigin(HttpHead head) {
        return router.crossOrigin(head);
    }

    @Override
    public Outcome route(HttpHead head, Load load) {
        loop.servePrompt();
        return router.route(head, load);
    }

    @Override
    public void executePromptly(Runnable task) {
        loop.executePromptly(task);
    }

    @Override
    public Caller caller() {
        return loop.caller();
    }

    @Override
    public LoopCounts counts() {
        return loop.counts();
    }

    @Override
    public void add(RequestConnection connection) {
        loop.add(connection);
    }

    @Override
    public void remove(RequestConnection connection) {
        loop.remove(connection);
    }

    @Override
    public void switchToHttp2(Channel channel, boolean refusing) {
        Http2Handler.addTo(channel, this, refusing);
        RequestHandler.remove(channel);
    }

    @Override
    public Place place(Channel channel, HttpHead request, StreamTerms terms) {
        throw noStreams();
    }

    @Override
    public void openStream(Channel channel, StreamStart start, SortedMap<String, String> crossOrigin, Place place) {
        throw noStreams();
    }

    @Override
    public boolean hasRoomForStream() {
        return false;
    }

    @Override
    public void openStream(StreamSubscriber stream, StreamTerms terms, Place place) {
        throw noStreams();
    }

    @Override
    public void closeStream(StreamSubscriber stream) {
        throw noStreams();
    }

    private static IllegalStateException noStreams() {
        return new IllegalStateException("there are no streams on the operators' port");
    }
}
