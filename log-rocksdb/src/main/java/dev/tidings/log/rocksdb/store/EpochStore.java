package dev.tidings.log.rocksdb.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tidings.hub.log.Epochs;
import dev.tidings.hub.log.Epochs.Epoch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * The openings of a log, and how the last one ended: whether something may be missing behind it.
 * <p>
 * For one thread at a time.
 */
public final class EpochStore {
    /*
     *   meta        'epochs'    each opening: name, start, lossy            written at every opening, before the first append
     *               'opening'   boot id, sync, place of the folder          likewise
     *               'closed'    the head                                    only between an orderly end and the next opening
     *
     * Events may be missing behind an epoch if its end was not orderly, its appends were not synced and the machine has been
     * started again since; or if this is another copy of the folder than the one that was written to.
     */

    private static final byte[] EPOCHS = "epochs".getBytes(US_ASCII);
    private static final byte[] OPENING = "opening".getBytes(US_ASCII);
    private static final byte[] CLOSED = "closed".getBytes(US_ASCII);

    /** 256: of those whose events have all gone, the oldest are forgotten; their ids are unknown then, which is a gap as well. */
    private static final int MAX_EPOCHS = 256;

    private final RocksStore store;

    public EpochStore(RocksStore store) {
        this.store = store;
    }

    /**
     * One opening.
     *
     * @param bootId changes when the machine is started again; empty where nobody knows
     * @param place tells this folder from a copy of it; empty where nobody knows
     * @param found what the opening before had left in the folder
     * @param left what this one leaves there: the database of another time is told by it. It is written after this
     */
    public record Opening(String bootId, Sync sync, String place, String found, String left) {

        public byte[] toBytes() {
            return new Output(128)
                    .writeText(bootId)
                    .writeByte(sync.ordinal())
                    .writeText(place)
                    .writeText(found)
                    .writeText(left)
                    .toBytes();
        }

        public static Opening read(byte[] bytes) {
            Input in = new Input(bytes);
            String bootId = in.readText();
            int sync = in.readByte();
            if (sync >= Sync.values().length) {
                throw new DamagedLogException("a way to sync with number " + sync);
            }
            return new Opening(bootId, Sync.values()[sync], in.readText(), in.readText(), in.readText());
        }

        /** Whether this is the folder of the opening before, with the database as that left it. */
        public boolean isInPlaceOf(Opening before) {
            return place.equals(before.place) && (found.equals(before.left) || found.equals(before.found));
        }

        /** Whether the machine has not been started again since the opening before, for all that is known. */
        public boolean isOfSameBoot(Opening before) {
            return !bootId.isEmpty() && bootId.equals(before.bootId);
        }

        /** Whether nothing that was acknowledged by the opening before can be missing, although it did not end in order. */
        public boolean continuesUnharmed(Opening before) {
            return isInPlaceOf(before) && (isOfSameBoot(before) || before.sync == Sync.DISK);
        }
    }

    /** The epochs so far; null if the log is new. */
    @Nullable
    public Epochs load() throws RocksDBException {
        byte[] stored = store.getMeta(EPOCHS);
        return stored == null ? null : read(stored);
    }

    private static Epochs read(byte[] bytes) {
        Input in = new Input(bytes);
        List<Epoch> list = new ArrayList<>();
        for (int count = in.readCount(); count > 0; count--) {
            list.add(new Epoch(in.readText(), in.readLong(), in.readByte() == 1));
        }
        try {
            return new Epochs(list);
        } catch (IllegalArgumentException e) {
            throw new DamagedLogException(String.valueOf(e.getMessage()));
        }
    }

    private static byte[] toBytes(Epochs epochs) {
        Output out = new Output(512).writeVarint(epochs.list().size());
        for (Epoch epoch : epochs.list()) {
            out.writeText(epoch.name()).writeLong(epoch.start()).writeByte(epoch.lossy() ? 1 : 0);
        }
        return out.toBytes();
    }

    /** The head that an orderly end left behind; null if the last opening did not end in order. */
    @Nullable
    public Long closedHead() throws RocksDBException {
        byte[] stored = store.getMeta(CLOSED);
        return stored == null ? null : new Input(stored).readLong();
    }

    @Nullable
    public Opening lastOpening() throws RocksDBException {
        byte[] stored = store.getMeta(OPENING);
        return stored == null ? null : Opening.read(stored);
    }

    /**
     * Mints an epoch, durable when this returns.
     *
     * @param known the epochs so far, null for none
     * @param head the last position there is, or where the epoch before began
     * @param earliest epochs that ended before are only needed to tell ids that have expired from unknown ones
     */
    public Epochs begin(@Nullable Epochs known, long head, long earliest, Opening opening, boolean copied)
            throws RocksDBException {
        Epochs minted;
        if (known == null) {
            minted = Epochs.first();
        } else {
            Long closed = closedHead();
            Opening last = lastOpening();
            boolean whole = !copied
                    && last != null
                    && (closed != null ? opening.isInPlaceOf(last) : opening.continuesUnharmed(last));
            minted = forgetOldest(known, earliest).mint(head + 1, !whole);
        }
        // Together: half of it would look like damage, or like an orderly end.
        try (WriteBatch batch = new WriteBatch()) {
            store.putMeta(batch, EPOCHS, toBytes(minted));
            store.putMeta(batch, OPENING, opening.toBytes());
            store.deleteMeta(batch, CLOSED);
            store.write(batch, Sync.DISK);
        }
        return minted;
    }

    private static Epochs forgetOldest(Epochs epochs, long earliest) {
        List<Epoch> list = new ArrayList<>(epochs.list());
        while (list.size() >= MAX_EPOCHS && list.get(1).start() <= earliest) {
            list.remove(0);
        }
        return new Epochs(list);
    }

    /** An orderly end: everything up to the head is in files that have been synced. */
    public void end(long head) throws RocksDBException {
        store.putMeta(CLOSED, Keys.position(head));
    }
}
