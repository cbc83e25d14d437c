package dev.tidings.server.stream;

import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.shard.JoinRequest;
import dev.tidings.hub.shard.Shard;
import dev.tidings.hub.shard.Start;
import dev.tidings.hub.shard.WhenBehind;
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
    private final StreamList streams = new StreamList();

    /**
     * @param stall how long a subscriber may take nothing while something is pending
     * @param heartbeat longest silence of a stream
     */
    public OpenStreams(EventLoop loop, Shard shard, Duration stall, Duration heartbeat) {
        this.loop = loop;
        this.shard = shard;
        this.stall = stall;
        this.heartbeat = heartbeat;
    }

    /**
     * Opens one on a channel.
     *
     * @param head of the response
     * @param principal whose it is
     * @param lifetime after which it ends; zero for never
     * @param handOver makes the handler that it is given the only one in the channel's pipeline
     */
    public void open(
            Channel channel,
            Consumer<ChannelHandler> handOver,
            byte[] head,
            Subscription subscription,
            Start start,
            WireEncoding encoding,
            WhenBehind whenBehind,
            String principal,
            Duration lifetime) {
        StreamSubscriber subscriber = new StreamSubscriber(channel, encoding);
        handOver.accept(new StreamHandler(subscriber, streams));
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
        channel.config().setAutoRead(true);
        subscriber.begin(head, readsLogFirst(start));
        subscriber.member(shard.join(new JoinRequest<>(
                subscriber, subscription, encoding, start, principal, stall, heartbeat, whenBehind, lifetime)));
    }

    private static boolean readsLogFirst(Start start) {
        return start instanceof Start.Last || (start instanceof Start.After after && after.cap() > 0);
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
