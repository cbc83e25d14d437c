package dev.tidings.server.limit;

import dev.tidings.server.metrics.Refusal;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** A stream's place among those of its principal and of its client's address. For the event loop of the stream. */
public final class Place {

    /** Of one that nothing is counted for. */
    public static final Place UNCOUNTED = new Place(null, "", null, null);

    private final @Nullable Quotas quotas;
    private final String principal;
    private final @Nullable InetAddress address;
    private final @Nullable Refusal refusal;

    private Place(@Nullable Quotas quotas, String principal, @Nullable InetAddress address, @Nullable Refusal refusal) {
        this.quotas = quotas;
        this.principal = principal;
        this.address = address;
        this.refusal = refusal;
    }

    static Place taken(Quotas quotas, String principal, @Nullable InetAddress address) {
        return new Place(quotas, principal, address, null);
    }

    static Place refused(Refusal why) {
        return new Place(null, "", null, why);
    }

    /** Why there is none; null if there is. */
    @Nullable
    public Refusal refusal() {
        return refusal;
    }

    /** So many bytes were read again for the stream. */
    public void replayed(long bytes) {
        if (quotas != null) {
            quotas.replayed(principal, bytes);
        }
    }

    /** Gives it back. To be called once. */
    public void leave() {
        if (quotas != null) {
            quotas.leave(principal, address);
        }
    }
}
