package dev.tidings.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import org.jspecify.annotations.Nullable;

/** One connection that reads one lane and checks every number of it. Confined to its event loop. */
final class LoadSubscriber extends ChannelInboundHandlerAdapter implements StreamScanner.Sink {
    private final Target target;
    private final long lane;
    private final int number;
    private final Tally tally;
    private final Witness witness;
    private final StreamScanner scanner;
    private final SequenceCheck check = new SequenceCheck();

    private @Nullable Channel channel;
    private String lastEventId = "";
    private boolean leaving;
    private boolean ended;
    private long startedNanos;

    // Of the read in progress.
    private long nowNanos;
    private int events;

    /** @param number tells it from all others */
    LoadSubscriber(Target target, long lane, int number, Tally tally, Witness witness) {
        this.target = target;
        this.lane = lane;
        this.number = number;
        this.tally = tally;
        this.witness = witness;
        this.scanner = new StreamScanner(this, tally.scratch);
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
        String request = target.subscribe(lane, number)
                + (lastEventId.isEmpty() ? "" : "Last-Event-ID: " + lastEventId + "\r\n") + "\r\n";
        ByteBuf bytes = context.alloc().buffer(request.length());
        bytes.writeCharSequence(request, US_ASCII);
        context.writeAndFlush(bytes, context.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        nowNanos = System.nanoTime();
        events = 0;
        try {
            scanner.read(in);
        } finally {
            in.release();
        }
        if (events > 0) tally.addDelivered(events, nowNanos);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        // Nobody behind it wants to know.
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        ended = true;
        if (leaving) return;
        tally.dropped++;
        tally.trouble("a stream ended by itself");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!leaving) tally.trouble(cause.toString());
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
            case DUPLICATE -> {
                tally.duplicates++;
                return;
            }
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
        tally.trouble(why);
        if (channel != null) channel.close();
    }

    SequenceCheck check() {
        return check;
    }

    long lane() {
        return lane;
    }

    /** Whether nothing more can come, because the stream has ended. */
    boolean hasEnded() {
        return ended;
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
