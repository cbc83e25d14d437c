package dev.tidings.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/**
 * The application that a hub pushes events for: another origin, which serves a page with the client of docs/browser.md and hands the
 * page its tokens.
 */
final class Application implements AutoCloseable {

    private static final Path EXAMPLES = Path.of("..", "examples", "browser");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger tokens = new AtomicInteger();
    private final CountDownLatch waiting = new CountDownLatch(1);

    private Application(HttpServer server) {
        this.server = server;
    }

    /** @param token what the page is handed when it asks for a token for the first, second, ... time; any thread calls it */
    static Application start(IntFunction<String> token) {
        Application application = new Application(listen(0));
        application.server.setExecutor(application.threads);
        application.serve("/", "text/html", () -> resource("client-page.html"));
        application.serve("/tidings-client.js", "text/javascript", () -> example("tidings-client.js"));
        application.serve("/token", "text/plain", () -> token.apply(application.tokens.incrementAndGet()));
        application.serve("/wait", "text/plain", application::endOfWait);
        application.server.start();
        return application;
    }

    /** A file of examples/browser as it stands there. */
    static String example(String name) throws IOException {
        return Files.readString(EXAMPLES.resolve(name));
    }

    /** Serves the worker of the examples, for a hub on this port. */
    void serveWorker(int hubPort) {
        String address = "https://events.example.com";
        serve(
                "/events-worker.js",
                "text/javascript",
                () -> example("events-worker.js").replace(address, "http://127.0.0.1:" + hubPort));
    }

    /** What answers everything with 502, as a proxy does while there is nobody behind it. */
    static HttpServer badGateway(int port, AtomicInteger requests) {
        HttpServer gateway = listen(port);
        gateway.createContext("/", exchange -> {
            requests.incrementAndGet();
            answer(exchange, 502, "text/html", "<h1>502 Bad Gateway</h1>");
        });
        gateway.start();
        return gateway;
    }

    private static HttpServer listen(int port) {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Content {
        String read() throws IOException;
    }

    private void serve(String path, String type, Content content) {
        server.createContext(path, exchange -> answer(exchange, 200, type, content.read()));
    }

    private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().add("Content-Type", type + "; charset=utf-8");
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Application.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private String endOfWait() throws IOException {
        try {
            waiting.await();
            return "";
        } catch (InterruptedException e) {
            throw new IOException("closed", e);
        }
    }

    String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    URI page(int hubPort) {
        return URI.create(origin() + "/?hub=http://127.0.0.1:" + hubPort);
    }

    /** Lets whoever asks for {@code /wait} go on, and all who will ask. */
    void endWait() {
        waiting.countDown();
    }

    /** How many tokens the page has asked for. */
    int tokens() {
        return tokens.get();
    }

    @Override
    public void close() {
        endWait();
        server.stop(0);
        threads.shutdownNow();
    }
}
