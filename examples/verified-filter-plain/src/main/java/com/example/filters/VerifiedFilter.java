package com.example.filters;

import dev.tidings.emitter.Emitter;
import dev.tidings.hub.Hub;
import dev.tidings.log.rocksdb.RocksLog;
import dev.tidings.server.SseServer;
import java.io.IOException;
import java.nio.file.Path;

/** Tells people that their filter is verified. */
public final class VerifiedFilter {

    private VerifiedFilter() {}

    /** Takes the ports of the site and of the streams, 8080 and 8081 by default; events are kept in the folder {@code data}. */
    public static void main(String[] args) throws IOException {
        int sitePort = args.length > 0 ? Integer.parseInt(args[0]) : 8080;
        int streamsPort = args.length > 1 ? Integer.parseInt(args[1]) : 8081;
        Hub hub = Hub.builder().log(RocksLog.open(Path.of("data"))).open();
        Emitter emitter = Emitter.of(hub);
        SseServer streams = SseServer.builder(hub)
                .port(streamsPort)
                .endpoint(
                        "/sse",
                        SseQuery.class,
                        query -> emitter.stream(FilterVerified.class).where("email", query.email()))
                .start();
        Site site = Site.start(sitePort, emitter, streams.port());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            site.close();
            streams.close();
            hub.close();
        }));
        System.out.println("http://127.0.0.1:" + site.port() + ", streams on http://127.0.0.1:" + streams.port());
    }
}
