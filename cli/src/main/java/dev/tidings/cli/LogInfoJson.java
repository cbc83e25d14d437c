package dev.tidings.cli;

import dev.tidings.log.rocksdb.tools.LogInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What is known of a log, for programs. */
final class LogInfoJson {

    private LogInfoJson() {}

    static String of(Path folder, LogInfo info, Instant now) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put("folder", folder.toAbsolutePath().normalize().toString());
        all.put("state", info.state().name().toLowerCase(Locale.ROOT));
        all.put("version", info.version());
        all.put("sync", info.sync().name().toLowerCase(Locale.ROOT));
        all.put("events", info.events());
        all.put("earliest", info.earliest());
        all.put("head", info.head());
        all.put("oldest", time(info.oldest(), now));
        all.put("newest", time(info.newest(), now));
        all.put("idempotencyKeys", info.keys());
        all.put("diskBytes", info.diskBytes());
        all.put("epochs", info.epochs().stream().map(LogInfoJson::epoch).toList());
        all.put("segments", info.segments().stream().map(LogInfoJson::segment).toList());
        return new JsonMapper().writeValueAsString(all);
    }

    private static @Nullable Object time(@Nullable Instant time, Instant now) {
        if (time == null) {
            return null;
        }
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("time", time.toString());
        members.put("ageSeconds", Math.max(0, Duration.between(time, now).toSeconds()));
        return members;
    }

    private static Map<String, @Nullable Object> epoch(LogInfo.Epoch epoch) {
        Instant opened = epoch.opened();
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("name", epoch.name());
        members.put("start", epoch.start());
        members.put("lossy", epoch.lossy());
        members.put("opened", opened == null ? null : opened.toString());
        return members;
    }

    private static Map<String, Object> segment(LogInfo.Segment segment) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("number", segment.number());
        members.put("before", segment.before());
        members.put("last", segment.last());
        members.put("events", segment.events());
        members.put("eventBytes", segment.eventBytes());
        members.put("listBytes", segment.listBytes());
        members.put("listsStored", segment.listsStored());
        return members;
    }
}
