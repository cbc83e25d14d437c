package dev.tidings.log.rocksdb.store;

import dev.tidings.hub.replay.OrdinalCursor;
import dev.tidings.hub.replay.OrdinalList;
import dev.tidings.hub.replay.ReplayCost;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksIterator;

/** One list of a segment: its first piece, and a way to the others. For one thread. */
public final class StoredList implements OrdinalList {

    private final StoredLists lists;
    private final byte[] key;
    private final byte[] firstPiece;
    private final int size;
    private final int first;

    /**
     * @param key of the list
     * @param firstPiece the value under that key
     */
    public StoredList(StoredLists lists, byte[] key, byte[] firstPiece) {
        this.lists = lists;
        this.key = key;
        this.firstPiece = firstPiece;
        Input in = new Input(firstPiece);
        this.size = in.readCount();
        this.first = in.readCount();
    }

    @Override
    public int first() {
        return first;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public OrdinalCursor cursor(ReplayCost cost) {
        return new Cursor(cost);
    }

    private final class Cursor implements OrdinalCursor {

        private final ReplayCost cost;
        private @Nullable RocksIterator pieces;
        private Input piece;
        private byte[] pieceKey = key;
        private int current = -1;
        private int topic;

        Cursor(ReplayCost cost) {
            this.cost = cost;
            this.piece = new Input(firstPiece);
            // The size, which a cursor does not need.
            piece.readCount();
        }

        @Override
        public int next(int from) {
            if (current >= from) {
                return current;
            }
            while (current < from) {
                if (piece.hasMore()) {
                    current = Math.max(current, 0) + piece.readCount();
                    topic = piece.readCount();
                } else if (size <= ListsFile.PIECE || !seekPiece(from)) {
                    current = END;
                }
            }
            if (current != END) {
                cost.valueRead();
            }
            return current;
        }

        /** Moves to the piece in which the ordinal lies, or to the one behind the current piece. */
        private boolean seekPiece(int from) {
            RocksIterator at = pieces;
            if (at == null) {
                at = lists.iterator();
                pieces = at;
            }
            cost.seek();
            at.seekForPrev(Keys.piece(key, from));
            if (at.isValid() && Arrays.compareUnsigned(at.key(), pieceKey) <= 0) {
                at.next();
            }
            RocksErrors.check(at);
            if (!at.isValid() || !Keys.isPieceOf(key, at.key())) {
                return false;
            }
            pieceKey = at.key();
            piece = new Input(at.value());
            current = 0;
            return true;
        }

        @Override
        public int topic() {
            return topic;
        }
    }
}
