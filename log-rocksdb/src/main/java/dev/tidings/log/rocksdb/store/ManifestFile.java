package dev.tidings.log.rocksdb.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * The file in which RocksDB has the list of its files and column families, checked before RocksDB reads it: a flipped bit in it can
 * make RocksDB 11.8.1 read the list of column families for ever.
 * <p>
 * Blocks of 32 KiB, in which no record begins in the last 6 bytes; little-endian:
 * <pre>
 *   0            4          6      7
 *  +------------+----------+------+----------
 *  |  checksum  |  length  | type | record      type: whole 1, first 2, middle 3, last 4
 *  +------------+----------+------+----------
 * </pre>
 * The checksum is CRC32C of type and record, masked. See RocksDB's {@code db/log_format.h}.
 */
public final class ManifestFile {

    private static final int BLOCK = 32 << 10;
    private static final int HEADER = 7;
    private static final int LAST_TYPE = 4;
    private static final int MASK = 0xa282ead8;

    private ManifestFile() {}

    /**
     * Does nothing if there is none, which RocksDB has to say.
     *
     * @throws DamagedLogException if something in it is not what was written; a last record that is cut off may be
     */
    public static void check(Path database) throws IOException {
        Path current = database.resolve("CURRENT");
        if (!Files.exists(current)) {
            return;
        }
        String name = Files.readString(current, ISO_8859_1).strip();
        Path manifest = database.resolve(name.matches("MANIFEST-[0-9]+") ? name : "MANIFEST");
        if (Files.exists(manifest)) {
            checkRecords(name, ByteBuffer.wrap(Files.readAllBytes(manifest)).order(ByteOrder.LITTLE_ENDIAN));
        }
    }

    private static void checkRecords(String name, ByteBuffer bytes) {
        int at = 0;
        while (bytes.limit() - at >= HEADER) {
            int leftOfBlock = BLOCK - at % BLOCK;
            if (leftOfBlock < HEADER) {
                at += leftOfBlock;
                continue;
            }
            int length = bytes.getShort(at + 4) & 0xFFFF;
            int type = bytes.get(at + 6);
            if (type < 1 || type > LAST_TYPE || length > leftOfBlock - HEADER) {
                throw new DamagedLogException(name + ": no record at " + at);
            }
            if (length > bytes.limit() - at - HEADER) {
                return;
            }
            if (bytes.getInt(at) != checksum(bytes, at + 6, length + 1)) {
                throw new DamagedLogException(name + ": wrong checksum at " + at);
            }
            at += HEADER + length;
        }
    }

    private static int checksum(ByteBuffer bytes, int from, int count) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().position(from).limit(from + count));
        int value = (int) crc.getValue();
        return Integer.rotateRight(value, 15) + MASK;
    }
}
