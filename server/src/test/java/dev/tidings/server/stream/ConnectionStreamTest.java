package dev.tidings.server.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.shard.CloseReason;
import dev.tidings.hub.shard.EncodedEvent;
import dev.tidings.hub.shard.EventField;
import dev.tidings.hub.shard.Start;
import dev.tidings.hub.shard.WhenBehind;
import dev.tidings.hub.stream.StreamOpening;
import dev.tidings.server.metrics.LoopCounts;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a stream does with what the hub tells it. */
class ConnectionStreamTest {

    private static final WireEncoding ENCODING = new ChunkedEncoding(EventField.TYPE, true);

    private EmbeddedChannel channel;
    private StreamList open;
    private ConnectionStream subscriber;
    private final AtomicInteger left = new AtomicInteger();

    @BeforeEach
    void connect() {
        open = new StreamList(new LoopCounts());
        channel = new EmbeddedChannel();
        subscriber = new ConnectionStream(channel, terms(ENCODING, Pass.NONE));
        channel.pipeline().addLast(new StreamHandler(subscriber, open));
        subscriber.member(left::incrementAndGet);
    }

    static StreamTerms terms(WireEncoding encoding, Pass pass) {
        return new StreamTerms(
                Subscription.of(Filter.all()), StreamOpening.at(Start.now()), encoding, WhenBehind.replay(), pass);
    }

    private String sent() {
        StringBuilder text = new StringBuilder();
        for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
            text.append(bytes.toString(UTF_8));
            bytes.release();
        }
        return text.toString();
    }

    private static Frames frame() {
        return ENCODING.frame(new EncodedEvent(new Delivery("k3fq9x2a", 7, 0, Event.of("a", "one"))));
    }

    @Test
    void theFirstBlockNamesThePositionAndWhenToComeBack() {
        subscriber.joined(new EventId("k3fq9x2a", 6));

        assertThat(sent()).matches("1c\r\nid: k3fq9x2a-6\nretry: [123][0-9]{3}\n\n\r\n");
    }

    @Test
    void aBatchIsWrittenAndStaysItsOwners() {
        Frames batch = frame();

        subscriber.deliver(batch);

        assertThat(sent()).isEqualTo("1a\r\nid: k3fq9x2a-7\ndata: one\n\n\r\n");
        assertThat(batch.bytes().refCnt()).isEqualTo(1);
        ENCODING.release(batch);
    }

    @Test
    void progressIsWhatThePeerTook() {
        long before = subscriber.progress();
        Frames batch = frame();

        subscriber.deliver(batch);

        assertThat(subscriber.pendingBytes()).isZero();
        assertThat(subscriber.progress()).isNotEqualTo(before);
        long after = subscriber.progress();
        assertThat(subscriber.progress()).isEqualTo(after);
        ENCODING.release(batch);
        channel.releaseOutbound();
    }

    @Test
    void whatWaitsForTheDrainNeverRunsInsideTheCall() {
        AtomicInteger rounds = new AtomicInteger();
        Runnable again = new Runnable() {
            @Override
            public void run() {
                if (rounds.incrementAndGet() < 10_000) {
                    subscriber.whenDrained(this);
                }
            }
        };

        subscriber.whenDrained(again);
        assertThat(rounds).hasValue(0);

        channel.runPendingTasks();
        assertThat(rounds).hasValue(10_000);
    }

    @Test
    void anEndThatIsMeantIsSaid() {
        subscriber.ended(CloseReason.EXPIRED);
        channel.runPendingTasks();

        assertThat(sent()).isEqualTo("0\r\n\r\n");
        assertThat(channel.isOpen()).isFalse();
        assertThat(open.size()).isZero();
    }

    @Test
    void nothingIsWrittenBehindTheEnd() {
        Frames batch = frame();
        subscriber.ended(CloseReason.SHUTDOWN);

        subscriber.deliver(batch);
        subscriber.ended(CloseReason.STALLED);

        assertThat(sent()).isEqualTo("0\r\n\r\n");
        ENCODING.release(batch);
        assertThat(batch.bytes().refCnt()).isZero();
    }

    @Test
    void aStalledPeerIsCutOff() {
        subscriber.ended(CloseReason.STALLED);

        assertThat(sent()).isEmpty();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aPeerThatLeavesEndsItsMembershipOnce() {
        channel.close();
        channel.runPendingTasks();

        assertThat(left).hasValue(1);
        assertThat(open.size()).isZero();
        subscriber.finish("drain");
        assertThat(left).hasValue(1);
        assertThat(subscriber.pendingBytes()).isZero();
    }

    @Test
    void whatThePeerSendsIsThrownAway() {
        ByteBuf bytes = Unpooled.copiedBuffer("more", UTF_8);

        channel.writeInbound(bytes);

        assertThat(bytes.refCnt()).isZero();
        assertThat(channel.isOpen()).isTrue();
        channel.close();
    }

    /** A peer that takes nothing: what is written to it stays where it is. */
    private void takeNothing() {
        channel.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
            @Override
            public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
                ReferenceCountUtil.release(message);
            }
        });
        channel.freezeTime();
    }

    @Test
    void whoseRightWasTakenAwayIsCutOffSoon() {
        takeNothing();
        subscriber.ended(CloseReason.REVOKED);

        channel.advanceTimeBy(99, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isTrue();
        channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void whoIsEndedForOtherReasonsHasTimeToReadWhy() {
        takeNothing();
        subscriber.ended(CloseReason.BEHIND);

        channel.advanceTimeBy(9_999, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isTrue();
        channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void itSaysWhenItsCredentialWasIssued() {
        Instant issuedAt = Instant.parse("2099-11-27T10:15:30Z");

        assertThat(new ConnectionStream(channel, terms(ENCODING, new Pass("ann", issuedAt, "", Duration.ZERO)))
                        .issuedAt())
                .isEqualTo(issuedAt);
        assertThat(new ConnectionStream(channel, terms(ENCODING, new Pass("ann", Instant.MIN, "", Duration.ZERO)))
                        .issuedAt())
                .isEqualTo(Instant.EPOCH);
        assertThat(subscriber.issuedAt()).isEqualTo(Instant.EPOCH);
    }
}
