package dev.tidings.hub.stream;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a transport encodes each format with: one object for all streams with equal formats, for as long as there is a stream that
 * has it.
 * <p>
 * Safe for any thread.
 *
 * @param <E> the encoding, or several that belong together
 */
public final class FormatTable<E> {

    private final Function<? super StreamFormat, ? extends E> make;
    private final ConcurrentMap<StreamFormat, Entry<E>> entries = new ConcurrentHashMap<>();
    private final ReferenceQueue<E> gone = new ReferenceQueue<>();

    /** @param make of a format; keeps that very object */
    public FormatTable(Function<? super StreamFormat, ? extends E> make) {
        this.make = make;
    }

    private static final class Entry<E> extends WeakReference<E> {

        private final StreamFormat format;

        Entry(StreamFormat format, E encoding, ReferenceQueue<E> gone) {
            super(encoding, gone);
            this.format = format;
        }
    }

    /** What encodes this format; the caller keeps it as long as it wants to share it. */
    public E of(StreamFormat format) {
        forgetGone();
        Entry<E> known = entries.get(format);
        E encoding = known == null ? null : known.get();
        return encoding == null ? add(format) : encoding;
    }

    private E add(StreamFormat format) {
        E made = make.apply(format);
        Entry<E> added = new Entry<>(format, made, gone);
        while (true) {
            Entry<E> there = entries.putIfAbsent(format, added);
            E encoding = there == null ? made : there.get();
            if (encoding != null) {
                return encoding;
            }
            entries.remove(format, there);
        }
    }

    private void forgetGone() {
        Reference<? extends E> reference = gone.poll();
        while (reference != null) {
            forget(reference);
            reference = gone.poll();
        }
    }

    private void forget(Reference<? extends @Nullable E> reference) {
        if (reference instanceof Entry<?> entry) {
            entries.remove(entry.format, entry);
        }
    }

    /** How many formats are known, those that nobody uses any more included. */
    public int size() {
        forgetGone();
        return entries.size();
    }
}
