package dev.tidings.hub.shard;

import dev.tidings.hub.shard.Replay.Result;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The members of one audience that are behind, by place, and the pages that some of them have read and others still need.
 * <p>
 * Confined to the shard's event loop.
 */
final class Pages<B> {
    /*
     *   position    10          25            40
     *   members     3           1             2
     *   pages       [10..25)    [25..40)                    kept, for the members at 10 will come by
     *
     * A page stays while a member stands at its beginning or before. A member that stands in the middle of a page reads up to
     * that page's end, and from there on shares with the others.
     */

    private final PageBudget budget;
    private final Encoding<B> encoding;
    private final NavigableMap<Long, Integer> members = new TreeMap<>();
    private final NavigableMap<Long, Page<B>> pages = new TreeMap<>();

    Pages(PageBudget budget, Encoding<B> encoding) {
        this.budget = budget;
        this.encoding = encoding;
    }

    void enter(long position) {
        members.merge(position, 1, Integer::sum);
    }

    void leave(long position) {
        members.computeIfPresent(position, (at, count) -> count == 1 ? null : count - 1);
        dropUnreachable();
    }

    void move(long from, long to) {
        enter(to);
        leave(from);
    }

    @Nullable
    Page<B> at(long position) {
        return pages.get(position);
    }

    /** A page to be read, which members may wait for from now on. */
    Page<B> begin(long after) {
        Page<B> page = new Page<>(after);
        pages.put(after, page);
        return page;
    }

    /** Where a page that begins here should end so that the next one is shared; {@link Long#MAX_VALUE} if nothing says so. */
    long joinAt(long after) {
        Map.Entry<Long, Page<B>> before = pages.lowerEntry(after);
        Result<B> result = before == null ? null : before.getValue().result();
        return result != null && result.through() > after ? result.through() : Long.MAX_VALUE;
    }

    /** The page was read. False if nobody needs it any more; then it is dropped already. */
    boolean loaded(Page<B> page, Result<B> result) {
        if (page.isDropped()) {
            releaseBatch(result);
            return false;
        }
        page.loaded(result);
        budget.keep(page, result.bytes(), () -> drop(page));
        return true;
    }

    /** The page that begins here is too large for those who stand there: they ask for another one. */
    void forget(long position) {
        Page<B> page = pages.get(position);
        if (page != null && page.result() != null) {
            drop(page);
        }
    }

    /** The page could not be read: whoever comes tries again. */
    void failed(Page<B> page) {
        drop(page);
    }

    private void dropUnreachable() {
        long first = members.isEmpty() ? Long.MAX_VALUE : members.firstKey();
        while (!pages.isEmpty() && pages.firstKey() < first) {
            drop(pages.firstEntry().getValue());
        }
    }

    private void drop(Page<B> page) {
        pages.remove(page.after, page);
        budget.release(page);
        page.dropped();
        releaseIfUnused(page);
    }

    /** Gives a page that was read, and keeps its batch until that is done. */
    void give(Page<B> page, Runnable giving) {
        page.giving(true);
        try {
            giving.run();
        } finally {
            page.giving(false);
            releaseIfUnused(page);
        }
        budget.grant();
    }

    private void releaseIfUnused(Page<B> page) {
        Result<B> result = page.result();
        if (result != null && page.isDropped() && !page.isGiven()) {
            releaseBatch(result);
        }
    }

    private void releaseBatch(Result<B> result) {
        if (result.batch() != null) {
            encoding.release(result.batch());
        }
    }
}
