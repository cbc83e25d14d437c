package dev.tidings.spring;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the hub of an application, {@code tidings.*}.
 *
 * @param log where events are kept
 * @param client a hub that runs elsewhere
 * @param server a server of Tidings beside the application's
 */
@ConfigurationProperties("tidings")
public record TidingsProperties(
        @DefaultValue Log log,
        @DefaultValue Client client,
        @DefaultValue Server server) {

    /**
     * Where events are kept.
     *
     * @param directory Folder of a durable log, which needs tidings-log-rocksdb on the class path. Without it events are kept in
     *     memory, and lost when the application ends.
     * @param retainBytes How much is retained: of the heap for a log in memory, 256MB by default and never more than a quarter of
     *     it; of the disk for a durable one, 1GB by default.
     * @param retainAge How long events are retained. By default 24 hours in a folder; in memory age does not matter.
     * @param sync What an acknowledged event in a folder survives.
     * @param waitForFolder How long to wait for another process to leave the folder.
     */
    public record Log(
            @Nullable Path directory,
            @Nullable DataSize retainBytes,
            @Nullable Duration retainAge,
            @DefaultValue("os") Sync sync,
            @DefaultValue("0s") Duration waitForFolder) {}

    /** What an acknowledged event survives. */
    public enum Sync {
        /** The end of the process: the operating system has it. */
        OS,
        /** A power cut as well: the disk has it. */
        DISK
    }

    /**
     * A hub that runs elsewhere.
     *
     * @param url Where the hub is, for example http://localhost:8080. With it there is a HubClient.
     * @param token Token, or key of a program, that the hub knows the application by.
     */
    public record Client(@Nullable String url, @Nullable String token) {}

    /**
     * A server of Tidings beside the application's.
     *
     * @param port Port of a server of its own, which needs tidings-server on the class path; 0 for any that is free. Without it there
     *     is none.
     * @param host Name or address that it listens on.
     */
    public record Server(
            @Nullable Integer port,
            @DefaultValue("127.0.0.1") String host) {}
}
