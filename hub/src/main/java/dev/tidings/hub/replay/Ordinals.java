package dev.tidings.hub.replay;

import java.util.Arrays;

/**
 * Which events of one segment carry one value: their ordinals, ascending.
 * <p>
 * One writer, any number of readers. A reader looks only at ordinals below a bound that it has got from the log's published
 * head; whatever it meets beyond is as large as that bound or larger.
 */
final class Ordinals {

    /** What no ordinal reaches: fills unused room, so that the array is ascending at every moment. */
    static final int NONE = Integer.MAX_VALUE;

    /** Header, first, more, size. */
    static final int HEAP_BYTES = 24;

    private static final int[] NOTHING_MORE = {};
    private static final int ARRAY_HEADER_BYTES = 16;
    private static final int FIRST_CAPACITY = 4;

    /** Most values occur once in a segment: such a one needs no array. */
    final int first;

    // Volatile: a reader that sees a grown array sees what was copied into it. New elements need no order of their own:
    // the
    // head, which is published after them, gives it to those who may look at them.
    private volatile int[] more = NOTHING_MORE;

    // The writer's; others may take it for an estimate.
    private int size = 1;

    Ordinals(int first) {
        this.first = first;
    }

    /** Adds a larger ordinal and says by how many bytes this has grown. */
    int add(int ordinal) {
        int[] array = more;
        int index = size++ - 1;
        if (index < array.length) {
            array[index] = ordinal;
            return 0;
        }
        int[] grown = Arrays.copyOf(array, array.length == 0 ? FIRST_CAPACITY : array.length * 2);
        Arrays.fill(grown, array.length, grown.length, NONE);
        grown[index] = ordinal;
        more = grown;
        return 4 * (grown.length - array.length) + (array.length == 0 ? ARRAY_HEADER_BYTES : 0);
    }

    /** The ordinals behind the first, and then {@link #NONE} to the end. */
    int[] more() {
        return more;
    }

    int estimatedSize() {
        return size;
    }

    /** All of them; only when nothing is added any more. */
    int[] toArray() {
        int[] array = new int[size];
        array[0] = first;
        System.arraycopy(more, 0, array, 1, size - 1);
        return array;
    }
}
