package dev.tidings.server.limit;

import dev.tidings.server.metrics.Bound;
import dev.tidings.server.metrics.Refusal;
import java.net.InetAddress;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who takes how much: counted for principals that are known by name, and for addresses. Safe for any thread.
 * <p>
 * Holds nothing of those who have no stream and no connection, and have not published or been replayed for a while.
 */
public final class Quotas {

    private final Tally<String> streams;
    private final Tally<InetAddress> connections;
    private final Rates publishing;
    private final Rates replay;
    private final PeerLimits limits;

    /** @param nanoTime as {@link System#nanoTime()} */
    public Quotas(PeerLimits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.streams = new Tally<>(limits.streams());
        this.connections = new Tally<>(limits.connections());
        this.publishing = new Rates(limits.publishRate(), limits.publishBurst(), nanoTime);
        this.replay = new Rates(limits.replayRate(), limits.replayBurst(), nanoTime);
    }

    /**
     * A place for one more stream.
     *
     * @param principal empty for nobody that is known
     * @param address of its client, if it shares its connection with those of others; null if it does not, or that does not count
     * @param replays whether it begins with what was published before
     */
    public Place place(String principal, @Nullable InetAddress address, boolean replays) {
        InetAddress counted = connections.isOn() ? address : null;
        if (principal.isEmpty() && counted == null) {
            return Place.UNCOUNTED;
        }
        if (replays && replay.isOn() && replay.wait(principal) > 0) {
            return Place.refused(Refusal.REPLAY_RATE);
        }
        if (counted != null && !connections.enter(counted)) {
            return Place.refused(Refusal.CONNECTIONS_OF_ADDRESS);
        }
        if (!principal.isEmpty() && streams.isOn() && !streams.enter(principal)) {
            if (counted != null) {
                connections.leave(counted);
            }
            return Place.refused(Refusal.STREAMS_OF_PRINCIPAL);
        }
        return Place.taken(this, principal, counted);
    }

    void leave(String principal, @Nullable InetAddress address) {
        if (address != null) {
            connections.leave(address);
        }
        if (!principal.isEmpty() && streams.isOn()) {
            streams.leave(principal);
        }
    }

    void replayed(String principal, long bytes) {
        if (replay.isOn() && !principal.isEmpty()) {
            replay.take(principal, bytes);
        }
    }

    /** Whether connections are counted by their address. */
    public boolean countsAddresses() {
        return connections.isOn();
    }

    /** Counts one more connection; false if that is too many of this address. Otherwise one {@link #disconnected} follows. */
    public boolean connected(InetAddress address) {
        return connections.enter(address);
    }

    public void disconnected(InetAddress address) {
        connections.leave(address);
    }

    /**
     * Takes events of a principal's rate.
     *
     * @param principal empty for nobody that is known, who has none
     * @return seconds after which it may try again; 0 if they were taken
     */
    public long publish(String principal, int events) {
        if (!publishing.isOn() || principal.isEmpty()) {
            return 0;
        }
        long wait = publishing.wait(principal);
        if (wait == 0) {
            publishing.take(principal, events);
            return 0;
        }
        return 1 + wait / 1_000_000_000L;
    }

    public PeerLimits limits() {
        return limits;
    }

    /** What is limited, with the use of the one that has most. */
    public List<Bound> bounds() {
        return List.of(
                Bound.shared("streams_of_principal", () -> orNone(streams.most()), streams::largest),
                Bound.shared("connections_of_address", () -> orNone(connections.most()), connections::largest),
                Bound.each("publish_rate_of_principal", orNone(limits.publishRate())),
                Bound.each("replay_bytes_rate_of_principal", orNone(limits.replayRate())));
    }

    private static double orNone(long limit) {
        return limit == 0 ? -1 : limit;
    }

    /** How many principals and addresses anything is kept of. */
    int size() {
        return streams.size() + connections.size() + publishing.size() + replay.size();
    }
}
