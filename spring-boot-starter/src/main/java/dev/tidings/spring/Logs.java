package dev.tidings.spring;

import dev.tidings.hub.log.EventLog;
import dev.tidings.hub.log.MemoryLog;
import dev.tidings.log.rocksdb.RocksLog;
import dev.tidings.log.rocksdb.store.Sync;
import java.nio.file.Path;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.ClassUtils;

/** Opens the log that the settings ask for. */
final class Logs {

    private static final String DURABLE = "dev.tidings.log.rocksdb.RocksLog";

    private Logs() {}

    static EventLog open(TidingsProperties.Log settings) {
        Path directory = settings.directory();
        if (directory == null) {
            return memory(settings);
        }
        if (!ClassUtils.isPresent(DURABLE, ClassUtils.getDefaultClassLoader())) {
            throw new InvalidConfigurationPropertyValueException(
                    "tidings.log.directory",
                    directory,
                    "A log in a folder needs dev.tidings:tidings-log-rocksdb on the class path.");
        }
        return Durable.open(directory, settings);
    }

    private static MemoryLog memory(TidingsProperties.Log settings) {
        MemoryLog.Builder log = MemoryLog.builder();
        if (settings.retainBytes() != null) {
            log.maxBytes(settings.retainBytes().toBytes());
        }
        if (settings.retainAge() != null) {
            log.retainAge(settings.retainAge());
        }
        return log.open();
    }

    /** A class of its own, which is loaded only if the module is there. */
    private static final class Durable {

        static RocksLog open(Path directory, TidingsProperties.Log settings) {
            RocksLog.Builder log = RocksLog.builder(directory)
                    .sync(settings.sync() == TidingsProperties.Sync.DISK ? Sync.DISK : Sync.OS)
                    .waitForLog(settings.waitForFolder());
            if (settings.retainBytes() != null) {
                log.retainBytes(settings.retainBytes().toBytes());
            }
            if (settings.retainAge() != null) {
                log.retainAge(settings.retainAge());
            }
            return log.open();
        }
    }
}
