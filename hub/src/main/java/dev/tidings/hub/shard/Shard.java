package dev.tidings.hub.shard;

import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.log.EventLog;
import dev.tidings.hub.match.SubscriptionIndex;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * One event loop with its own audiences and its own position in the log: a cursor, like each of its subscribers.
 * <p>
 * Nothing in it is shared or locked: what is not public runs on its event loop.
 */
public final class Shard {
    /*
     *   append ──wake──> drain: ┌─> fill: the next events of the tail, matched and encoded ──none──> sleep
     *                           │          v
     *                           │   serve: each live member, slice by slice <──yield── other work of the loop
     *                           │          v
     *                           └── between two batches: joins, leaves, turns; the position advances; a rest after a long one
     */

    private static final Logger LOG = System.getLogger("dev.tidings.hub");

    private final Shards shards;
    private final EventLoop loop;
    private final EventLog log;
    private final Ticker ticker;
    private final Tail tail;
    private final ShardCounts metrics;

    // Set by any appender, cleared by the loop.
    private final AtomicBoolean awake = new AtomicBoolean();

    private final CompletableFuture<Void> whenClosed = new CompletableFuture<>();

    // Event loop only.
    private final SubscriptionIndex<Audience<?>> index = new SubscriptionIndex<>();
    private final Map<Audience<?>, Audience<?>> audiences = new HashMap<>();
    private final List<Member<?>> members = new ArrayList<>();
    private final Queue<Runnable> betweenBatches = new ArrayDeque<>();

    // Kept, as a drain of many subscribers gives way often, and shall not allocate for it.
    private final Runnable drain = this::drain;
    private final Runnable drainRest = this::drainRest;
    private final Runnable endRest = this::endRest;

    private final Slice slice;
    private final Slice filling;
    private final Pacing pacing;
    private final Batch batch;
    private final Pending pending;
    private final PageBudget budget;
    private final CatchUp catchUp;
    private final Admission admission;
    private final LifetimeClock lifetimes;
    private Tail.Cursor cursor;
    private long position;
    private long coarseNanos;
    private boolean yielded;
    private boolean resting;
    private boolean closed;

    Shard(Shards shards, EventLoop loop, EventLog log, Tail tail, Executor readers, Ticker ticker) {
        this.shards = shards;
        this.loop = loop;
        this.log = log;
        this.ticker = ticker;
        this.tail = tail;
        this.metrics = new ShardCounts(shards.metrics());
        HubLimits limits = shards.limits();
        LongSupplier pendingBytes = () -> limits.pendingBytes() / shards.size();
        LongSupplier pagesBytes = () -> limits.pagesBytes() / shards.size();
        this.slice = new Slice(ticker, limits);
        this.filling = new Slice(ticker, limits);
        this.pacing = new Pacing(ticker);
        this.batch = new Batch(index, limits.batchBytes(), ticker, metrics);
        this.pending = new Pending(limits.liveBytes(), pendingBytes);
        this.budget = new PageBudget(() -> Math.min(pagesBytes.getAsLong(), pendingBytes.getAsLong() / 2));
        this.catchUp =
                new CatchUp(this, tail, new Replay(log, tail), readers, budget, limits.batchBytes(), ticker, metrics);
        this.admission = new Admission(this, log, catchUp, readers);
        this.cursor = tail.cursorAtHead();
        this.position = cursor.position();
        metrics.reached(cursor.sequence());
        this.coarseNanos = ticker.nanos();
        this.lifetimes = new LifetimeClock(ticker);
        Sweep sweep = new Sweep(this, new Slice(ticker, limits));
        loop.execute(sweep::start);
    }

    /**
     * Takes a subscriber in. Its position is fixed on the event loop, where {@link Subscriber#joined} is its first call. Any
     * thread.
     */
    public <B> Membership join(JoinRequest<B> request) {
        Member<B> member = new Member<>(this, request);
        loop.execute(() -> {
            endRest();
            betweenBatches(() -> admit(member, request));
        });
        return member;
    }

    /** Ends all its members and takes the shard out of its hub. Any thread. */
    public void close() {
        shards.remove(this);
        loop.execute(() -> betweenBatches(() -> {
            closed = true;
            List.copyOf(members).forEach(member -> end(member, CloseReason.SHUTDOWN));
            catchUp.close(() -> whenClosed.complete(null));
        }));
    }

    /** Completes on the event loop, when all members were told their end and nothing is under way for them any more. */
    public CompletionStage<Void> whenClosed() {
        return whenClosed;
    }

    /** Something was appended. Any thread. */
    void wake() {
        // A plain read first: while a shard is awake, appenders do not fight for the flag's cache line.
        if (!awake.get() && awake.compareAndSet(false, true)) {
            // What is live comes before those who come or catch up, of whom there may be thousands.
            loop.executeFirst(drain);
        }
    }

    private void drain() {
        // While a drain has yielded it is awake already; its rest comes after the loop's other work, and not before.
        if (!yielded) {
            drainSlice();
        }
    }

    private void drainRest() {
        yielded = false;
        drainSlice();
    }

    /** Whoever joins has its place behind all that was published before: so nothing of that may be waiting. */
    private void endRest() {
        if (resting) {
            resting = false;
            drainRest();
        }
    }

    private void drainSlice() {
        // Before the head is read: what is appended after that wakes the shard again.
        awake.set(false);
        clock(slice.begin());
        pending.age();
        boolean resumed = batch.isOpen();
        while (batch.isOpen() || fill()) {
            if (batch.wantsMore() && resumed) {
                fillMore();
            }
            resumed = false;
            if (batch.wantsMore() || !batch.serve(slice)) {
                giveWay();
                return;
            }
            position = cursor.position();
            metrics.reached(cursor.sequence());
            runBetweenBatches();
            catchUp.positionAdvanced();
            long rest = batch.leftSome() ? 0 : pacing.rest();
            if (rest > 0) {
                stayAwake();
                resting = true;
                loop.executeRest(endRest, rest);
                return;
            }
            if (slice.isOver() || slice.timeIsOver()) {
                giveWay();
                return;
            }
        }
    }

    private void giveWay() {
        stayAwake();
        loop.executeRest(drainRest);
    }

    private void stayAwake() {
        awake.set(true);
        yielded = true;
    }

    private boolean fill() {
        if (closed) {
            return false;
        }
        pacing.begin(filling.begin());
        if (batch.fill(cursor, filling)) {
            return true;
        }
        if (cursor.fellOff()) {
            fallOffTail();
            return batch.fill(cursor, filling);
        }
        return false;
    }

    /** If the tail moves on meanwhile, this batch is served first: what is next to be filled finds out. */
    private void fillMore() {
        if (closed) {
            batch.fillNoMore();
        } else {
            filling.begin();
            batch.fillMore(cursor, filling);
        }
    }

    /** The tail has moved on without this shard: its live members read from the log, and it goes on at the head. */
    private void fallOffTail() {
        metrics.shardOverrun();
        cursor = tail.cursorAtHead();
        long missedFrom = position;
        position = cursor.position();
        metrics.reached(cursor.sequence());
        // A copy: whoever leaves when it is asked to tell that it has drained may be the last of its audience.
        for (Audience<?> audience : List.copyOf(audiences.values())) {
            audience.turnBehind(missedFrom);
        }
        catchUp.positionAdvanced();
    }

    /** Runs the task as soon as no batch is open: now, if none is. Event loop only. */
    void betweenBatches(Runnable task) {
        if (batch.isOpen()) {
            betweenBatches.add(task);
        } else {
            task.run();
        }
    }

    private void runBetweenBatches() {
        Runnable task = betweenBatches.poll();
        while (task != null) {
            task.run();
            task = betweenBatches.poll();
        }
    }

    private <B> void admit(Member<B> member, JoinRequest<B> request) {
        if (member.state == Member.State.ENDED) {
            return;
        }
        if (closed) {
            tellEnd(member, CloseReason.SHUTDOWN);
            return;
        }
        enter(member, request);
        admission.begin(member, request.start());
    }

    private <B> void enter(Member<B> member, JoinRequest<B> request) {
        Audience<B> audience = audienceFor(request);
        audience.enter();
        member.enter(audience);
        member.shardIndex = members.size();
        clock(ticker.nanos());
        lifetimes.look();
        member.progressNanos = coarseNanos;
        member.limit(request.lifetime());
        members.add(member);
        metrics.joined();
    }

    @SuppressWarnings("unchecked") // equal audiences have the same encoding, and so its kind
    private <B> Audience<B> audienceFor(JoinRequest<B> request) {
        Audience<B> wanted = new Audience<>(request.subscription(), request.encoding(), request.whenBehind(), budget);
        Audience<?> known = audiences.putIfAbsent(wanted, wanted);
        if (known != null) {
            return (Audience<B>) known;
        }
        index.add(wanted);
        return wanted;
    }

    <B> void leave(Member<B> member) {
        if (loop.inEventLoop()) {
            detach(member);
        } else {
            // Before the next drain: who has left hears nothing more.
            loop.executeFirst(() -> detach(member));
        }
    }

    /** Ends a member from the hub's side, with last words where the subscriber can still hear them. */
    <B> void end(Member<B> member, CloseReason reason) {
        if (reason != CloseReason.STALLED && member.state != Member.State.JOINING) {
            lastWords(member, reason);
        }
        tellEnd(member, reason);
    }

    private static <B> void lastWords(Member<B> member, CloseReason reason) {
        Encoding<B> encoding = member.audience().encoding();
        try {
            B words = encoding.closed(reason);
            if (words != null) {
                member.deliver(words);
                encoding.release(words);
            }
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "Last words could not be encoded; the subscriber ends without", e);
        }
    }

    <B> void fail(Member<B> member, Throwable cause) {
        LOG.log(Level.WARNING, "A subscriber failed and is ended", cause);
        tellEnd(member, CloseReason.STALLED);
    }

    private <B> void tellEnd(Member<B> member, CloseReason reason) {
        if (member.state == Member.State.ENDED) {
            return;
        }
        detach(member);
        try {
            member.subscriber.ended(reason);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "A subscriber failed when it was told its end", e);
        }
    }

    /** From now on nothing is delivered to the member; between two batches nothing of it is left. */
    private <B> void detach(Member<B> member) {
        Member.State before = member.state;
        if (before == Member.State.ENDED) {
            return;
        }
        member.state = Member.State.ENDED;
        member.gone = true;
        if (before == Member.State.BEHIND) {
            catchUp.exit(member);
        }
        pending.forget(member);
        if (member.shardIndex >= 0) {
            betweenBatches(() -> remove(member));
        }
    }

    private <B> void remove(Member<B> member) {
        Audience<B> audience = member.audience();
        if (member.liveIndex >= 0) {
            audience.removeLive(member);
        }
        Member<?> last = members.remove(members.size() - 1);
        if (last != member) {
            members.set(member.shardIndex, last);
            last.shardIndex = member.shardIndex;
        }
        member.shardIndex = -1;
        if (audience.exit()) {
            index.remove(audience);
            audiences.remove(audience);
            catchUp.forget(audience);
        }
        metrics.left();
    }

    /** How many members have a subscription that lies within the given one. */
    CompletionStage<Integer> count(Subscription within) {
        return ask(() -> audiences.values().stream()
                .filter(audience -> within.contains(audience.subscription()))
                .mapToInt(Audience::members)
                .sum());
    }

    /** Shows each member to a visitor. Completes when all have been shown. Any thread. */
    CompletionStage<Integer> visit(Consumer<? super SubscriberView> visitor) {
        RollCall all = rollCall(member -> {
            visitor.accept(member);
            return true;
        });
        loop.execute(all::begin);
        return all.counted();
    }

    /**
     * Ends the members that are meant; says how many there were. Any thread.
     * <p>
     * Twice: at once, whatever waits for the loop, and again in line behind those that have asked to join. It goes into that line from
     * a task of its own: whoever is being let in by another task of the loop at this moment has asked by then, too.
     */
    CompletionStage<Integer> disconnect(Predicate<? super SubscriberView> which) {
        Predicate<Member<?>> end = member -> {
            boolean meant = which.test(member);
            if (meant) {
                end(member, CloseReason.REVOKED);
            }
            return meant;
        };
        RollCall atOnce = rollCall(end);
        RollCall inLine = rollCall(end);
        loop.executeFirst(atOnce::begin);
        loop.execute(() -> loop.execute(() -> betweenBatches(inLine::begin)));
        return atOnce.counted().thenCombine(inLine.counted(), Integer::sum);
    }

    private RollCall rollCall(Predicate<? super Member<?>> look) {
        return new RollCall(this, new Slice(ticker, shards.limits()), look);
    }

    private <T> CompletionStage<T> ask(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        loop.execute(() -> betweenBatches(() -> answer.complete(question.get())));
        return answer;
    }

    /** The cursor that all live members have been served up to. */
    long position() {
        return position;
    }

    long sequence() {
        return cursor.sequence();
    }

    EventId idOf(long cursorPosition) {
        return log.epochs().idOf(cursorPosition);
    }

    /** The time of the latest slice: near enough for what is counted in seconds. */
    long coarseNanos() {
        return coarseNanos;
    }

    /** What lifetimes are measured by. */
    LifetimeClock lifetimes() {
        return lifetimes;
    }

    long nanos() {
        return ticker.nanos();
    }

    void clock(long nanos) {
        coarseNanos = nanos;
    }

    void execute(Runnable task) {
        loop.execute(task);
    }

    void executeRest(Runnable task) {
        loop.executeRest(task);
    }

    void schedule(Runnable task, long delayNanos) {
        loop.schedule(task, delayNanos);
    }

    List<Member<?>> members() {
        return members;
    }

    Pending pending() {
        return pending;
    }

    CatchUp catchUp() {
        return catchUp;
    }

    /** Whether a batch is half served: its drain has yielded to the loop's other work. */
    boolean isServing() {
        return batch.isOpen();
    }

    boolean isClosed() {
        return closed;
    }

    /** What it has done and holds. Any thread. */
    ShardStats stats() {
        return metrics.stats(tail);
    }

    /** A task of the loop came so late. */
    void wasLate(long nanos) {
        metrics.late(nanos);
    }

    /** Lets other threads see what it holds. */
    void tellHoldings() {
        metrics.holds(census(), index.shapes());
    }

    /** What it holds: nothing when everybody has left. */
    Census census() {
        return new Census(
                audiences.size(),
                members.size(),
                index.size(),
                catchUp.behind(),
                catchUp.ahead(),
                catchUp.waitingForRoom(),
                budget.waiting(),
                budget.used(),
                pending.total());
    }
}
