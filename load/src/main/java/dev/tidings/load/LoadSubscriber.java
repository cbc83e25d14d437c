package dev.tidings.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import org.jspecify.annotations.Nullable;

/** One connection that reads one lane and checks every number of it. Confined to its event loop. */
final class LoadSubscriber extends SimpleChannelInboundHandler<ByteBuf> implements StreamScanner.Sink {
    private final Target target;
    private final long lane;
    private final Tally tally;
    private final Witness witness;
    private final StreamScanner scanner = new StreamScanner(this);
    private final SequenceCheck check = new SequenceCheck();

    private @Nullable Channel channel;
    private String lastEventId = "";
    private boolean leaving;
    private long startedNanos;

    // Of the read in progress.
    private long nowNanos;
    private int events;

    LoadSubscriber(Target target, long lane, Tally tally, Witness witness) {
        this.target = target;
        this.lane = lane;
        this.tally = tally;
        this.witness = witness;
    }

    /** Comes back with an id: before it connects. */
    LoadSubscriber resumingAt(String id) {
        lastEventId = id;
        return this;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        channel = context.channel();
        startedNanos = System.nanoTime();
        String request = "GET " + target.path() + "?topic=" + Lane.TOPIC + "&" + Lane.ATTRIBUTE + "=" + lane
                + " HTTP/1.1\r\nHost: " + target.host() + "\r\nAccept: text/event-stream\r\n"
                + (lastEventId.isEmpty() ? "" : "Last-Event-ID: " + lastEventId + "\r\n") + "\r\n";
        ByteBuf bytes = context.alloc().buffer(request.length());
        bytes.writeCharSequence(request, US_ASCII);
        context.writeAndFlush(bytes, context.voidPromise());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf in) {
        nowNanos = System.nanoTime();
        events = 0;
        scanner.read(in);
        if (events > 0) tally.addDelivered(events);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (leaving) return;
        tally.dropped++;
        if (tally.trouble.isEmpty()) tally.trouble = "a stream ended by itself";
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!leaving) tally.trouble = cause.toString();
        context.close();
    }

    @Override
    public void opened() {
        Tally.record(tally.joining, nowNanos - startedNanos);
        tally.addJoined();
        witness.opened();
    }

    @Override
    public void event(long itsLane, long sequence, long sentNanos) {
        events++;
        if (itsLane != lane) {
            tally.strayed++;
            return;
        }
        switch (check.seen(sequence)) {
            case DUPLICATE -> tally.duplicates++;
            case LATE -> tally.late++;
            default -> {}
        }
        if (sentNanos >= tally.timedFromNanos) Tally.record(tally.latency, nowNanos - sentNanos);
        witness.event(sequence, sentNanos, nowNanos);
    }

    @Override
    public void gap() {
        tally.gaps++;
        check.gap();
    }

    @Override
    public void foreign() {
        tally.foreign++;
    }

    @Override
    public void over() {
        if (channel != null) channel.close();
    }

    @Override
    public void unreadable(String why) {
        tally.trouble = why;
        if (channel != null) channel.close();
    }

    SequenceCheck check() {
        return check;
    }

    long lane() {
        return lane;
    }

    /** Stops taking bytes from the socket, or goes on: what a browser's suspended tab does. */
    void reading(boolean on) {
        if (channel != null) channel.config().setAutoRead(on);
    }

    /** @param abruptly with a reset instead of an orderly end, as when a machine loses power */
    void leave(boolean abruptly) {
        leaving = true;
        if (channel == null) return;
        if (abruptly) channel.config().setOption(ChannelOption.SO_LINGER, 0);
        channel.close();
    }
}
