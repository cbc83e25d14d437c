package dev.tidings.server.stream;

import dev.tidings.hub.shard.JoinRequest;
import dev.tidings.hub.shard.Shard;
import dev.tidings.server.limit.Place;
import dev.tidings.server.metrics.LoopCounts;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The streams of one event loop, in the loop's shard of the hub. On the event loop only. */
public final class OpenStreams {

    /** 500 streams a second end at least while a server drains: slower would only keep them waiting. */
    private static final int LEAST_ENDS_PER_SECOND = 500;

    private static final long TICK_MILLIS = 20;

    private static final String DRAIN = "drain";

    private final EventLoop loop;
    private final Shard shard;
    private final Duration stall;
    private final Duration heartbeat;
    private final StreamList streams;

    /**
     * @param stall how long a subscriber may take nothing while something is pending
     * @param heartbeat longest silence of a stream
     * @param counts where streams are counted
     */
    public OpenStreams(EventLoop loop, Shard shard, Duration stall, Duration heartbeat, LoopCounts counts) {
        this.loop = loop;
        this.shard = shard;
        this.stall = stall;
        this.heartbeat = heartbeat;
        this.streams = new StreamList(counts);
    }

    /**
     * Opens one that has a channel for itself.
     *
     * @param head of the response
     * @param terms what it is to be
     * @param place given back when it is gone
     * @param handOver makes the handler that it is given the only one in the channel's pipeline that takes what comes in
     */
    public void open(Channel channel, Consumer<ChannelHandler> handOver, byte[] head, StreamTerms terms, Place place) {
        ConnectionStream stream = new ConnectionStream(channel, terms);
        stream.take(place);
        handOver.accept(new StreamHandler(stream, streams));
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
        channel.config().setAutoRead(true);
        stream.begin(head, terms.readsLogFirst());
        join(stream, terms);
    }

    /** Opens one that shares its connection with others; whoever calls this tells of its end by {@link #gone}. */
    public void open(StreamSubscriber stream, StreamTerms terms, Place place) {
        stream.take(place);
        streams.add(stream);
        join(stream, terms);
    }

    private void join(StreamSubscriber stream, StreamTerms terms) {
        stream.member(shard.join(new JoinRequest<>(
                stream,
                terms.subscription(),
                terms.encoding(),
                terms.start(),
                terms.pass().principal(),
                stall,
                heartbeat,
                terms.whenBehind(),
                terms.pass().lifetime())));
    }

    /** Nothing is left to write a stream to. */
    public void gone(StreamSubscriber stream) {
        streams.gone(stream);
    }

    /** Ends them, spread evenly over at most the given time. */
    public void drain(Duration spread, int loops) {
        long ticks = Math.max(1, spread.toMillis() / TICK_MILLIS);
        long least = Math.max(1, LEAST_ENDS_PER_SECOND * TICK_MILLIS / 1000 / loops);
        endSome(spread.isZero() ? streams.size() : Math.max(least, (streams.size() + ticks - 1) / ticks));
    }

    @SuppressWarnings(
            "FutureReturnValueIgnored") // whatever goes wrong with it, the server closes all connections in the end
    private void endSome(long perTick) {
        for (long i = 0; i < perTick; i++) {
            StreamSubscriber stream = streams.first();
            if (stream == null) {
                return;
            }
            streams.remove(stream);
            stream.finish(DRAIN);
        }
        loop.schedule(() -> endSome(perTick), TICK_MILLIS, TimeUnit.MILLISECONDS);
    }
}
