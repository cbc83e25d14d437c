package dev.tidings.hub.log;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.IdempotencyKey;
import dev.tidings.hub.event.Publication;
import dev.tidings.hub.log.IdempotencyTable.Entry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells what is new in publications from what was published before, while they are gathered for one write.
 * <p>
 * For logs that give out positions one by one. Keys are remembered once the write is said to have succeeded. For one thread at a
 * time.
 */
public final class Deduplication {

    private final IdempotencyTable table;

    // What is being written: of an earlier publication, or of an earlier part of the one that is looked at.
    private final Map<IdempotencyKey, Entry> pending = new LinkedHashMap<>();
    private final Map<Long, Integer> pendingPerPrincipal = new HashMap<>();

    public Deduplication(IdempotencyTable table) {
        this.table = table;
    }

    /**
     * What becomes of one publication.
     *
     * @param fresh the events to append, in order, possibly none
     * @param positions of all its events, in order: new ones, and those of what was published before
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared; a list would box every position
    public record Plan(List<Event> fresh, long[] positions) {}

    /**
     * Looks at the next publication of the write.
     *
     * @param next the position of its first new event
     * @throws IdempotencyException if a key was used for other events, or has no room; then nothing of the publication is taken
     */
    public Plan plan(Publication publication, long next) {
        if (!publication.hasKeys()) {
            return new Plan(
                    publication.events(), ascending(next, publication.events().size()));
        }
        Map<IdempotencyKey, Entry> added = new LinkedHashMap<>();
        List<Event> fresh = new ArrayList<>();
        long[] positions = new long[publication.events().size()];
        int filled = 0;
        for (Publication.Part part : publication.parts()) {
            long first = next + fresh.size();
            Entry known = find(part, added);
            if (known != null) {
                first = known.firstPosition();
            } else {
                fresh.addAll(part.events());
                if (part.key() != null) {
                    added.put(
                            part.key(),
                            new Entry(
                                    part.key(),
                                    part.fingerprint(),
                                    first,
                                    part.events().size()));
                }
            }
            for (int i = 0; i < part.events().size(); i++) {
                positions[filled++] = first + i;
            }
        }
        take(added);
        return new Plan(fresh, positions);
    }

    private static long[] ascending(long first, int count) {
        long[] positions = new long[count];
        for (int i = 0; i < count; i++) {
            positions[i] = first + i;
        }
        return positions;
    }

    private @Nullable Entry find(Publication.Part part, Map<IdempotencyKey, Entry> added) {
        IdempotencyKey key = part.key();
        if (key == null) {
            return null;
        }
        Entry known = added.get(key);
        if (known == null) {
            known = pending.get(key);
        }
        if (known == null) {
            known = table.find(key);
        }
        if (known != null
                && (known.fingerprint() != part.fingerprint()
                        || known.count() != part.events().size())) {
            throw new IdempotencyException(
                    IdempotencyException.Reason.OTHER_EVENTS,
                    "idempotency key: used for other events within the last "
                            + table.window().toSeconds() + " s (expected: the same events, or another key)");
        }
        return known;
    }

    private void take(Map<IdempotencyKey, Entry> added) {
        Map<Long, Integer> perPrincipal = new HashMap<>();
        added.keySet().forEach(key -> perPrincipal.merge(key.principal(), 1, Integer::sum));
        perPrincipal.forEach((principal, count) -> {
            int theirs = count + pendingPerPrincipal.getOrDefault(principal, 0);
            if (!table.hasRoom(principal, theirs, added.size() + pending.size())) {
                throw new IdempotencyException(
                        IdempotencyException.Reason.TOO_MANY_KEYS,
                        "idempotency keys: no room for more until older ones expire (expected: at most "
                                + table.capacity() + " within " + table.window().toSeconds()
                                + " s, an eighth of them from one publisher)");
            }
        });
        perPrincipal.forEach((principal, count) -> pendingPerPrincipal.merge(principal, count, Integer::sum));
        pending.putAll(added);
    }

    /** The keys of the write, to be stored with it. */
    public Collection<Entry> pending() {
        return pending.values();
    }

    /** The write succeeded: its keys are remembered from now on. */
    public void written(long millis) {
        if (!pending.isEmpty()) {
            pending.values().forEach(entry -> table.add(entry, millis));
            forget();
        }
    }

    /** The write failed: its keys may be used again. */
    public void failed() {
        forget();
    }

    private void forget() {
        pending.clear();
        pendingPerPrincipal.clear();
    }
}
