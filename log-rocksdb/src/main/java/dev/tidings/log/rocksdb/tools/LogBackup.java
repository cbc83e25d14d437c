package dev.tidings.log.rocksdb.tools;

import dev.tidings.log.rocksdb.store.Input;
import dev.tidings.log.rocksdb.store.Output;
import java.nio.file.Path;

/**
 * A backup that was made.
 *
 * @param folder where it is, absolute
 * @param bytes of all its files; those that it shares with the log take no room of their own while the log has them as well
 * @param epoch the last one in it
 * @param earliest the cursor before its first position
 * @param head its last position
 * @param events how many it holds
 */
public record LogBackup(Path folder, long bytes, String epoch, long earliest, long head, long events) {

    void write(Output out) {
        out.writeText(folder.toString())
                .writeVarint(bytes)
                .writeText(epoch)
                .writeVarint(earliest)
                .writeVarint(head)
                .writeVarint(events);
    }

    static LogBackup read(Input in) {
        return new LogBackup(
                Path.of(in.readText()),
                in.readVarint(),
                in.readText(),
                in.readVarint(),
                in.readVarint(),
                in.readVarint());
    }
}
