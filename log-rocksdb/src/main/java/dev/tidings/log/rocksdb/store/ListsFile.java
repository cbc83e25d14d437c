package dev.tidings.log.rocksdb.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.hub.replay.MemoryLists;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.rocksdb.EnvOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileWriter;

/**
 * Writes the lists of a sealed segment into a file that RocksDB takes in as it is.
 * <p>
 * A list is cut into pieces, so that one seek leads into the middle of a long one:
 * <pre>
 *   first piece:    | size of the whole list | ordinal | topic | step | topic | step | topic | ...
 *   further pieces: | ordinal | topic | step | topic | ...
 * </pre>
 * All of them varints; a step is the distance from the ordinal before. For one thread, for one file.
 */
public final class ListsFile implements MemoryLists.ListVisitor {

    /** 256 events: a KiB of list, which is decoded in about a microsecond. */
    public static final int PIECE = 256;

    private final MemoryLists lists;
    private final List<Entry> entries = new ArrayList<>();

    /** A piece, or a topic's name, as it is stored. */
    @SuppressWarnings("ArrayRecordComponent") // never compared; what RocksDB takes
    public record Entry(byte[] key, byte[] value) {}

    private ListsFile(MemoryLists lists) {
        this.lists = lists;
    }

    /** Writes the file, which must not be there yet, and says how many bytes it has. */
    public static long write(MemoryLists lists, RocksStore store, Path file) throws RocksDBException, IOException {
        try (EnvOptions environment = new EnvOptions();
                SstFileWriter writer = new SstFileWriter(environment, store.sstOptions())) {
            writer.open(file.toString());
            for (Entry entry : entries(lists)) {
                writer.put(entry.key(), entry.value());
            }
            writer.finish();
        }
        return Files.size(file);
    }

    /** All that is stored of the lists of a segment, in the order of its keys. */
    public static List<Entry> entries(MemoryLists lists) {
        ListsFile whole = new ListsFile(lists);
        lists.forEach(whole);
        whole.addAll();
        whole.entries.sort((one, other) -> Arrays.compareUnsigned(one.key(), other.key()));
        return whole.entries;
    }

    @Override
    public void topic(String topic, int number, int[] ordinals) {
        entries.add(new Entry(Keys.topicName(number), topic.getBytes(UTF_8)));
        add(Keys.topic(topic), ordinals);
    }

    @Override
    public void value(String name, String value, int[] ordinals) {
        add(Keys.value(name, value), ordinals);
    }

    private void addAll() {
        int[] ordinals = new int[lists.size()];
        int count = 0;
        for (int ordinal = 0; ordinal < ordinals.length; ordinal++) {
            if (lists.topicAt(ordinal) >= 0) {
                ordinals[count++] = ordinal;
            }
        }
        add(Keys.all(), Arrays.copyOf(ordinals, count));
    }

    private void add(byte[] list, int[] ordinals) {
        for (int from = 0; from < ordinals.length; from += PIECE) {
            int to = Math.min(from + PIECE, ordinals.length);
            Output piece = new Output(8 + 2 * (to - from));
            if (from == 0) {
                piece.writeVarint(ordinals.length);
            }
            int before = 0;
            for (int i = from; i < to; i++) {
                piece.writeVarint(ordinals[i] - before).writeVarint(lists.topicAt(ordinals[i]));
                before = ordinals[i];
            }
            entries.add(new Entry(from == 0 ? list : Keys.piece(list, ordinals[from]), piece.toBytes()));
        }
    }
}
