package dev.tidings.server.http;

import dev.tidings.server.stream.Channels;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOutboundBuffer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The answers of one connection on their way out: in the order of their requests, whichever is known first (RFC 9112, section 9.3.2),
 * and those that are known together in one write.
 * <p>
 * Confined to the connection's event loop.
 */
final class AnswerLine {

    private static final Logger LOG = System.getLogger("dev.tidings.server");

    /** 16: what a log takes at once from a publisher that does not wait for its answers. */
    private static final int MAX_WAITING = 16;

    /** 64 KiB of answers that a peer has not read: several of the largest there are. */
    private static final int MAX_UNREAD_BYTES = 64 << 10;

    private final Queue<Turn> turns = new ArrayDeque<>(2);
    private final Channel channel;
    private final RequestLoop loop;
    private final Owner owner;
    private final Runnable flush = this::flushNow;

    /** Whether more of what one read brought may come: then answers leave together when all of it has been taken. */
    private boolean reading;

    private boolean flushing;
    private boolean congested;

    /**
     * How a request is answered.
     *
     * @param keepAlive whether its connection may stay open
     * @param withBody false if it was HEAD
     * @param crossOrigin more header fields
     */
    record Form(boolean keepAlive, boolean withBody, SortedMap<String, String> crossOrigin) {}

    /** Whose requests are answered. */
    interface Owner {

        /** Whether the connection is to end, and nothing has come that is not answered. */
        boolean endsNow();

        /** An answer has left, or the peer reads again: others may follow. */
        void goOn();

        /** No other request is answered. */
        void takeNoMore();

        /** Ends the connection behind an answer that is on its way. */
        void endAfter(ChannelFuture written);
    }

    private final class Turn implements Asker {

        private final Form form;
        private @Nullable Answer given;

        Turn(Form form) {
            this.form = form;
        }

        @Override
        public void answer(Answer answer) {
            if (given == null) {
                given = answer;
                sendReady();
            }
        }
    }

    AnswerLine(Channel channel, RequestLoop loop, Owner owner) {
        this.channel = channel;
        this.loop = loop;
        this.owner = owner;
    }

    boolean isEmpty() {
        return turns.isEmpty();
    }

    /** Whether no other request is to begin. */
    boolean isFull() {
        return turns.size() >= MAX_WAITING;
    }

    /** Whether the peer does not read its answers: then no other is to be made. */
    boolean isCongested() {
        return congested;
    }

    /** A place for an answer that comes later. */
    Asker place(Form form) {
        Turn turn = new Turn(form);
        turns.add(turn);
        return turn;
    }

    /** Sends an answer when it is its turn. */
    void answer(Answer answer, Form form) {
        if (turns.isEmpty()) {
            send(answer, form);
        } else {
            place(form).answer(answer);
        }
    }

    private void sendReady() {
        Turn first = turns.peek();
        while (first != null && first.given != null) {
            turns.remove();
            send(first.given, first.form);
            first = turns.peek();
        }
    }

    private void send(Answer answer, Form form) {
        answer.count(loop.counts());
        boolean keepAlive = form.keepAlive() && !answer.closes() && !owner.endsNow();
        ChannelFuture written;
        try {
            written = channel.write(answer.toBytes(channel.alloc(), keepAlive, form.withBody(), form.crossOrigin()));
        } catch (RuntimeException | Error broken) {
            // No buffer to be had, say. Whoever gave the answer has no other.
            LOG.log(Level.ERROR, "an answer could not be written", broken);
            clear();
            owner.takeNoMore();
            Channels.close(channel);
            return;
        }
        if (keepAlive) {
            flushSoon();
            holdBack(written);
            owner.goOn();
        } else {
            channel.flush();
            clear();
            owner.takeNoMore();
            owner.endAfter(written);
        }
    }

    private void holdBack(ChannelFuture written) {
        ChannelOutboundBuffer outbound = channel.unsafe().outboundBuffer();
        if (outbound != null && outbound.totalPendingWriteBytes() > MAX_UNREAD_BYTES) {
            congested = true;
            written.addListener(done -> channel.eventLoop().execute(this::decongested));
        }
    }

    private void decongested() {
        congested = false;
        owner.goOn();
    }

    private void flushSoon() {
        if (!reading && !flushing) {
            flushing = true;
            loop.executePromptly(flush);
        }
    }

    private void flushNow() {
        flushing = false;
        channel.flush();
    }

    /** Something was read, and more of it may come. */
    void beginRead() {
        reading = true;
    }

    /** All that was read has been taken. */
    void endRead() {
        if (reading) {
            reading = false;
            channel.flush();
        }
    }

    /** What has not been sent is not sent any more. */
    void clear() {
        turns.clear();
    }
}
