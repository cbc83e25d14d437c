package dev.tidings.servlet;

import dev.tidings.hub.event.EventId;
import dev.tidings.hub.shard.CloseReason;
import dev.tidings.hub.shard.Membership;
import dev.tidings.hub.shard.Subscriber;
import dev.tidings.hub.stream.Blocks;
import dev.tidings.hub.stream.StreamOpening;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One open stream. Has no queue but its output's, whose fill the hub watches.
 * <p>
 * Confined to its loop.
 */
final class ServletSubscriber implements Subscriber<Blocks> {

    /** 10 s: its client is slow, and may read on. */
    private static final Duration PATIENT = Duration.ofSeconds(10);

    /** 2 s: Tomcat may wait for its own timeout as well, 20 s by default, and Spring Boot for both, 30 s in all. */
    private static final Duration DRAINING = Duration.ofSeconds(2);

    /** 100 ms: then nothing is written any more that somebody may not read. */
    private static final Duration SHORT = Duration.ofMillis(100);

    private final TransportLoop loop;
    private final Consumer<ServletSubscriber> whenGone;
    private final long startNanos = System.nanoTime();

    private @Nullable StreamOpening opening;
    private @Nullable ResponseOutput output;
    private @Nullable Membership membership;
    private @Nullable String endReason;
    private boolean isGone;
    private long events;

    /** @param whenGone told once, on the loop, when nothing is left to write to */
    ServletSubscriber(TransportLoop loop, StreamOpening opening, Consumer<ServletSubscriber> whenGone) {
        this.loop = loop;
        this.opening = opening;
        this.whenGone = whenGone;
    }

    /** Before anything else is called. */
    void writesTo(ResponseOutput newOutput) {
        output = newOutput;
    }

    /** The stream is in the hub; from now on its end is the end of the membership. */
    void member(Membership joined) {
        if (isGone || endReason != null) {
            joined.leave();
        } else {
            membership = joined;
        }
    }

    @Override
    public void joined(EventId position) {
        if (opening != null && output != null) {
            output.add(opening.first(position));
            opening = null;
        }
    }

    @Override
    public void deliver(Blocks batch) {
        events += batch.events();
        if (output != null) {
            output.add(batch.bytes());
        }
    }

    @Override
    public long pendingBytes() {
        return output == null ? 0 : output.pendingBytes();
    }

    @Override
    public long progress() {
        return output == null ? 0 : output.taken();
    }

    @Override
    public void whenDrained(Runnable task) {
        if (output != null) {
            output.whenDrained(task);
        }
    }

    @Override
    public void ended(CloseReason reason) {
        switch (reason) {
            case STALLED -> abandon(reason.text());
            case REVOKED -> finish(reason.text(), SHORT);
            case EXPIRED, BEHIND, SHUTDOWN -> finish(reason.text(), PATIENT);
        }
    }

    /** Ends it after what was delivered; what its client has not taken in 2 s is thrown away, for it resumes elsewhere or later. */
    void finish(String reason) {
        finish(reason, DRAINING);
    }

    /** Ends it; what its client has not taken is thrown away. */
    void abandon(String reason) {
        if (output != null) {
            output.abandon();
        }
        finish(reason, Duration.ZERO);
    }

    private void finish(String reason, Duration patience) {
        ResponseOutput ending = output;
        if (endReason != null || ending == null) {
            return;
        }
        endReason = reason;
        leave();
        ending.end();
        if (!patience.isZero()) {
            loop.schedule(ending::abandon, patience.toNanos());
        }
    }

    /** Nothing is left to write to. */
    void gone() {
        if (isGone) {
            return;
        }
        isGone = true;
        leave();
        output = null;
        opening = null;
        StreamLog.closed(endReason == null ? "client" : endReason, (System.nanoTime() - startNanos) / 1e9, events);
        whenGone.accept(this);
    }

    private void leave() {
        if (membership != null) {
            membership.leave();
            membership = null;
        }
    }
}
