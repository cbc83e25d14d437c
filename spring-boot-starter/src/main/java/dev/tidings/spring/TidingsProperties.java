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
 * @param applicationEvents events that the application publishes by Spring's ApplicationEventPublisher
 * @param client a hub that runs elsewhere
 * @param stream streams that controllers return
 * @param server a server of Tidings beside the application's
 */
@ConfigurationProperties("tidings")
public record TidingsProperties(
        @DefaultValue Log log,
        @DefaultValue ApplicationEvents applicationEvents,
        @DefaultValue Client client,
        @DefaultValue Stream stream,
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
     * Events that the application publishes by Spring's ApplicationEventPublisher.
     *
     * @param enabled Whether those whose type has a topic are published to the hub, too.
     */
    public record ApplicationEvents(@DefaultValue("true") boolean enabled) {}

    /**
     * A hub that runs elsewhere.
     *
     * @param url Where the hub is, for example http://localhost:8080. With it there is a HubClient.
     * @param token Token, or key of a program, that the hub knows the application by.
     */
    public record Client(@Nullable String url, @Nullable String token) {}

    /**
     * Streams that controllers return.
     *
     * @param heartbeat Longest silence of a stream. Zero for no signs of life.
     * @param stallLimit How long a client may take nothing while something waits for it. Zero for ever.
     * @param drain How long the end of the streams of an application that stops may take, before its web server waits for other
     *     requests. Spring MVC only; at once with server.shutdown=immediate.
     * @param eventLoops Threads that write to clients. Spring MVC only; a quarter of the processors by default.
     */
    public record Stream(
            @DefaultValue("15s") Duration heartbeat,
            @DefaultValue("60s") Duration stallLimit,
            @DefaultValue("20s") Duration drain,
            @Nullable Integer eventLoops) {}

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
