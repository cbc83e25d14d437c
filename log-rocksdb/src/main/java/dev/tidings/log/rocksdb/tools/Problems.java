package dev.tidings.log.rocksdb.tools;

import dev.tidings.log.rocksdb.store.DamagedLogException;
import dev.tidings.log.rocksdb.store.LogStorageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/** What a check found, a line each. Whatever is thrown while something is looked at is a line as well. For one thread. */
final class Problems {

    /** 100: who has so many needs another copy, not more lines. */
    private static final int MOST = 100;

    private final List<String> lines = new ArrayList<>();

    /** A part of the check. */
    interface Step {
        void run() throws RocksDBException, IOException;
    }

    /** A part of the check that others need. */
    interface Finding<T> {
        @Nullable
        T find() throws RocksDBException, IOException;
    }

    void in(String what, Step step) {
        valueIn(what, () -> {
            step.run();
            return null;
        });
    }

    /** Null if it could not be found. */
    <T> @Nullable T valueIn(String what, Finding<T> finding) {
        try {
            return finding.find();
        } catch (RocksDBException | IOException | RuntimeException e) {
            add(what, e);
            return null;
        }
    }

    void add(String what, Exception e) {
        boolean ours = e instanceof DamagedLogException || e instanceof LogStorageException;
        add(what, ours || e instanceof RocksDBException ? String.valueOf(e.getMessage()) : e.toString());
    }

    void add(String what, String why) {
        String line = what + ": " + why;
        if (lines.size() < MOST && !lines.contains(line)) {
            lines.add(line);
        }
    }

    List<String> list() {
        return lines;
    }
}
