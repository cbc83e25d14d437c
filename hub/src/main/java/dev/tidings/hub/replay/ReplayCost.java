package dev.tidings.hub.replay;

import java.util.concurrent.atomic.LongAdder;

/**
 * What the queries of a replay index have cost since it was made, in steps that do not depend on the machine.
 * <p>
 * Safe for any thread; each query counts for itself and adds up at its end.
 */
public final class ReplayCost {

    private long seeks;
    private long valuesRead;

    /** A hash look-up, or a search inside a list. */
    public void seek() {
        seeks++;
    }

    /** An entry of a list that was looked at: the one a step or a search arrived at. */
    public void valueRead() {
        valuesRead++;
    }

    /** The sum over all queries. */
    public static final class Total {

        private final LongAdder seeks = new LongAdder();
        private final LongAdder valuesRead = new LongAdder();

        public void add(ReplayCost cost) {
            seeks.add(cost.seeks);
            valuesRead.add(cost.valuesRead);
        }

        public long seeks() {
            return seeks.sum();
        }

        public long valuesRead() {
            return valuesRead.sum();
        }
    }
}
