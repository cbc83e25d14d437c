package dev.tidings.hub.shard;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.LongSupplier;

/**
 * What the pages of one shard may take together, shared fairly: the more members are behind, the smaller their pages.
 * <p>
 * A page is counted from before it is read until it is dropped. Pages that are kept because others may want them go first when
 * there is no room; who finds none waits in line. Confined to the shard's event loop.
 */
final class PageBudget {

    /** 128 KiB: what a socket takes at once. */
    private static final long LARGEST_PAGE = 128 << 10;

    /** 4 KiB: smaller pages cost more to ask for than to carry. */
    private static final long SMALLEST_PAGE = 4 << 10;

    private final LongSupplier shardBytes;
    private final Map<Page<?>, Runnable> kept = new LinkedHashMap<>();
    private final Queue<Request> line = new ArrayDeque<>();
    private long used;
    private boolean granting;

    private record Request(Page<?> page, long bytes, Runnable granted) {}

    /** @param shardBytes this shard's part of what all pages of the hub may take */
    PageBudget(LongSupplier shardBytes) {
        this.shardBytes = shardBytes;
    }

    /** How large a page may be while so many members are behind. */
    long share(int behind) {
        return Math.max(SMALLEST_PAGE, Math.min(LARGEST_PAGE, shardBytes.getAsLong() / Math.max(1, behind)));
    }

    /** Runs {@code granted} as soon as there is room for the page. */
    void request(Page<?> page, long bytes, Runnable granted) {
        line.add(new Request(page, bytes, granted));
        grant();
    }

    /** Lets those in line go on for whom there is room by now. */
    void grant() {
        if (granting) {
            // Making room drops pages, and each that is dropped comes by here: whoever makes room goes on by himself.
            return;
        }
        granting = true;
        try {
            Request next = line.peek();
            while (next != null && makeRoom(next.bytes())) {
                line.remove();
                used += next.bytes();
                next.page().budgetBytes = next.bytes();
                next.granted().run();
                next = line.peek();
            }
        } finally {
            granting = false;
        }
    }

    private boolean makeRoom(long bytes) {
        long limit = shardBytes.getAsLong();
        Iterator<Runnable> oldest = kept.values().iterator();
        while (used + bytes > limit && used > 0 && oldest.hasNext()) {
            Runnable drop = oldest.next();
            oldest.remove();
            drop.run();
            oldest = kept.values().iterator();
        }
        return used + bytes <= limit || used == 0;
    }

    /**
     * The page was read: counts what it really takes, and keeps it until somebody needs the room. That it may take less than it
     * had asked for is for the others once it has been given: {@link #grant()}.
     */
    void keep(Page<?> page, long bytes, Runnable drop) {
        used += bytes - page.budgetBytes;
        page.budgetBytes = bytes;
        kept.put(page, drop);
    }

    /** The page is gone, or was never read. */
    void release(Page<?> page) {
        if (page.budgetBytes == 0) {
            line.removeIf(request -> request.page() == page);
        }
        kept.remove(page);
        used -= page.budgetBytes;
        page.budgetBytes = 0;
        grant();
    }

    /** How many pages are in line. */
    int waiting() {
        return line.size();
    }

    long used() {
        return used;
    }
}
