package dev.tidings.log.rocksdb.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.rocksdb.AbstractImmutableNativeReference;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.IngestExternalFileOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The database of a log: a column family for each segment, one for idempotency keys, and the default one for what else there is to
 * know. Knows how RocksDB is set up and nothing of what is stored.
 * <p>
 * Safe for any thread; nobody may use it once it is closed, which the log sees to.
 */
public final class RocksStore implements AutoCloseable {

    /*
     * A segment's keys are written in ascending order and never again, so that its files do not overlap and nothing is ever
     * compacted. It is retired by dropping its column family: neither deleteRange nor deleteFilesInRange frees anything at once.
     */

    private static final String SEGMENT_PREFIX = "segment-";
    private static final byte[] KEYS = "keys".getBytes(US_ASCII);

    /** 32 MiB: what is written again when a segment's memory is flushed, and read again after a crash. */
    private static final long WRITE_BUFFER_BYTES = 32L << 20;

    /** 4: a slow flush holds up nobody until three more buffers are full. */
    private static final int WRITE_BUFFERS = 4;

    private static final long MAX_WAL_BYTES = 128L << 20;

    /** 64 MiB, of native memory: blocks, their indexes and filters. */
    private static final long CACHE_BYTES = 64L << 20;

    /** 10: one look-up in a hundred for what is not there reads a block. */
    private static final double BLOOM_BITS = 10;

    /** 300: beyond, RocksDB opens files again when it needs them. Connections need the others. */
    private static final int MAX_OPEN_FILES = 300;

    private final List<AbstractImmutableNativeReference> closing = new ArrayList<>();
    private final ColumnFamilyOptions familyOptions;
    private final ReadOptions readOptions;
    private final WriteOptions write;
    private final WriteOptions writeSynced;
    private final Options sstOptions;
    private final RocksDB db;
    private final ColumnFamilyHandle meta;
    private final ColumnFamilyHandle keys;

    // Those of segments that are open.
    private final Set<ColumnFamilyHandle> families = ConcurrentHashMap.newKeySet();

    // What there was when the store was opened.
    private final NavigableMap<Long, ColumnFamilyHandle> found = new TreeMap<>();

    private RocksStore(Path folder, boolean create, boolean readOnly, WALRecoveryMode recovery)
            throws RocksDBException {
        RocksNative.load();
        Cache cache = own(new LRUCache(CACHE_BYTES));
        BlockBasedTableConfig table = new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setCacheIndexAndFilterBlocks(true)
                .setFilterPolicy(own(new BloomFilter(BLOOM_BITS)));
        DBOptions dbOptions = own(new DBOptions())
                .setCreateIfMissing(create)
                .setCreateMissingColumnFamilies(create)
                .setParanoidChecks(true)
                .setWalRecoveryMode(recovery)
                .setAvoidFlushDuringRecovery(true)
                .setMaxTotalWalSize(MAX_WAL_BYTES)
                .setMaxOpenFiles(MAX_OPEN_FILES)
                .setMaxBackgroundJobs(2)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(1 << 20)
                .setKeepLogFileNum(2)
                .setStatsDumpPeriodSec(0);
        this.familyOptions = own(new ColumnFamilyOptions())
                .setTableFormatConfig(table)
                .setCompressionType(CompressionType.NO_COMPRESSION)
                .setWriteBufferSize(WRITE_BUFFER_BYTES)
                .setMaxWriteBufferNumber(WRITE_BUFFERS)
                .setDisableAutoCompactions(true);
        ColumnFamilyOptions small = own(new ColumnFamilyOptions()).setTableFormatConfig(table);
        this.sstOptions = own(new Options(dbOptions, familyOptions));
        this.readOptions = own(new ReadOptions());
        this.write = own(new WriteOptions());
        this.writeSynced = own(new WriteOptions()).setSync(true);

        List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
        descriptors.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, small));
        descriptors.add(new ColumnFamilyDescriptor(KEYS, small));
        NavigableMap<Long, ColumnFamilyDescriptor> segments = segmentFamilies(folder);
        descriptors.addAll(segments.values());
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        this.db = readOnly
                ? RocksDB.openReadOnly(dbOptions, folder.toString(), descriptors, handles)
                : RocksDB.open(dbOptions, folder.toString(), descriptors, handles);
        this.meta = own(handles.get(0));
        this.keys = own(handles.get(1));
        int next = 2;
        for (Long number : segments.keySet()) {
            found.put(number, handles.get(next));
            families.add(handles.get(next++));
        }
    }

    /**
     * Opens the database in a folder.
     *
     * @param create whether to make it if it is not there
     */
    public static RocksStore open(Path folder, boolean create) throws RocksDBException {
        return new RocksStore(folder, create, false, WALRecoveryMode.TolerateCorruptedTailRecords);
    }

    /** Opens a database to look at it: beside a process that writes, it shows what there was at this moment. */
    public static RocksStore openReadOnly(Path folder) throws RocksDBException {
        return new RocksStore(folder, false, true, WALRecoveryMode.TolerateCorruptedTailRecords);
    }

    /** Opens a database whose last writes may be broken or missing; those that are whole are there, whatever lies between. */
    public static RocksStore openDamaged(Path folder, boolean readOnly) throws RocksDBException {
        return new RocksStore(folder, false, readOnly, WALRecoveryMode.SkipAnyCorruptedRecords);
    }

    private NavigableMap<Long, ColumnFamilyDescriptor> segmentFamilies(Path folder) throws RocksDBException {
        try {
            ManifestFile.check(folder);
        } catch (IOException e) {
            throw new RocksDBException(e.toString());
        }
        NavigableMap<Long, ColumnFamilyDescriptor> segments = new TreeMap<>();
        for (byte[] name : RocksDB.listColumnFamilies(sstOptions, folder.toString())) {
            String text = new String(name, US_ASCII);
            if (text.startsWith(SEGMENT_PREFIX)) {
                segments.put(
                        Long.parseLong(text.substring(SEGMENT_PREFIX.length())),
                        new ColumnFamilyDescriptor(name, familyOptions));
            }
        }
        return segments;
    }

    private <T extends AbstractImmutableNativeReference> T own(T reference) {
        closing.add(reference);
        return reference;
    }

    /** The segments that were there when the store was opened, by number. */
    public NavigableMap<Long, ColumnFamilyHandle> segments() {
        return found;
    }

    /** A new segment, durable when this returns. If it fails, there may be one of that number all the same. */
    public ColumnFamilyHandle createSegment(long number) throws RocksDBException {
        ColumnFamilyHandle made = db.createColumnFamily(
                new ColumnFamilyDescriptor((SEGMENT_PREFIX + number).getBytes(US_ASCII), familyOptions));
        families.add(made);
        return made;
    }

    /** Gives up what a segment holds; again does no harm. Readers that are at it may finish, before {@link #closeSegment}. */
    public void dropSegment(ColumnFamilyHandle segment) throws RocksDBException {
        try {
            db.dropColumnFamily(segment);
        } catch (RocksDBException e) {
            // It fails behind the drop if the disk is full just then.
            if (!String.valueOf(e.getMessage()).contains("already dropped")) {
                throw e;
            }
        }
    }

    /** Deletes all but events of a segment: lists that are of no use, since others are written when it is sealed. */
    public void deleteLists(ColumnFamilyHandle segment) throws RocksDBException {
        try (RocksIterator keys = db.newIterator(segment, readOptions)) {
            for (byte[][] range : Keys.lists()) {
                keys.seek(range[0]);
                if (keys.isValid() && Arrays.compareUnsigned(keys.key(), range[1]) < 0) {
                    db.deleteRange(segment, write, range[0], range[1]);
                }
            }
            RocksErrors.check(keys);
        }
    }

    /** Nobody reads a segment any more, and nobody will. */
    public void closeSegment(ColumnFamilyHandle segment) {
        families.remove(segment);
        segment.close();
    }

    public ColumnFamilyHandle keys() {
        return keys;
    }

    public RocksDB db() {
        return db;
    }

    public ReadOptions readOptions() {
        return readOptions;
    }

    /** What files for {@link #ingest} are written with. */
    public Options sstOptions() {
        return sstOptions;
    }

    public byte @Nullable [] getMeta(byte[] key) throws RocksDBException {
        return db.get(meta, readOptions, key);
    }

    /** Durable, through a power cut too, when this returns. */
    public void putMeta(byte[] key, byte[] value) throws RocksDBException {
        db.put(meta, writeSynced, key, value);
    }

    public void deleteMeta(byte[] key) throws RocksDBException {
        db.delete(meta, writeSynced, key);
    }

    public void putMeta(WriteBatch batch, byte[] key, byte[] value) throws RocksDBException {
        batch.put(meta, key, value);
    }

    public void deleteMeta(WriteBatch batch, byte[] key) throws RocksDBException {
        batch.delete(meta, key);
    }

    public void write(WriteBatch batch, Sync sync) throws RocksDBException {
        db.write(sync == Sync.DISK ? writeSynced : write, batch);
    }

    /** Writes what segments, and all that is no segment, have in memory into files. */
    public void flushAll(List<ColumnFamilyHandle> segments) throws RocksDBException {
        List<ColumnFamilyHandle> all = new ArrayList<>(segments);
        all.add(meta);
        all.add(keys);
        try (FlushOptions options = new FlushOptions().setWaitForFlush(true)) {
            db.flush(options, all);
        }
    }

    /** Returns when the files are gone that nothing is needed of any more. */
    public void deleteObsoleteFiles() throws RocksDBException {
        db.disableFileDeletions();
        db.enableFileDeletions();
    }

    /** Takes a file of sorted keys into a segment; the file is moved. */
    public void ingest(ColumnFamilyHandle segment, Path file) throws RocksDBException {
        try (IngestExternalFileOptions options = new IngestExternalFileOptions()) {
            options.setMoveFiles(true);
            db.ingestExternalFile(segment, List.of(file.toString()), options);
        }
    }

    @Override
    public void close() {
        families.forEach(ColumnFamilyHandle::close);
        meta.close();
        keys.close();
        db.close();
        for (int i = closing.size() - 1; i >= 0; i--) {
            closing.get(i).close();
        }
    }
}
