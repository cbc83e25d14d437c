package com.example.filters;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tidings.emitter.Emitter;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The web server that an application has anyway: a page, and {@code POST /verify?email=...}. Streams are the other server's. */
final class Site implements AutoCloseable {

    private final HttpServer server;
    private final Emitter emitter;
    private final String streams;

    private Site(HttpServer server, Emitter emitter, String streams) {
        this.server = server;
        this.emitter = emitter;
        this.streams = streams;
    }

    static Site start(int port, Emitter emitter, int streamsPort) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        Site site = new Site(server, emitter, "http://127.0.0.1:" + streamsPort);
        server.createContext("/", site::page);
        server.createContext("/sse", site::stream);
        server.createContext("/verify", site::verify);
        server.start();
        return site;
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void page(HttpExchange exchange) throws IOException {
        try (InputStream page = Site.class.getResourceAsStream("/static/index.html")) {
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            answer(exchange, 200, page.readAllBytes());
        }
    }

    /** A proxy in front of both would do this without the client's help. */
    private void stream(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Location", streams + exchange.getRequestURI());
        answer(exchange, 307, new byte[0]);
    }

    private void verify(HttpExchange exchange) throws IOException {
        String email = exchange.getRequestURI().getQuery().substring("email=".length());
        String id = emitter.emit(new FilterVerified(email, true))
                .toCompletableFuture()
                .join()
                .toString();
        answer(exchange, 200, id.getBytes(UTF_8));
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
