package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * nginx with {@code deploy/nginx.conf}, in a folder of its own: other are only its addresses, files, certificate and, so that a test
 * does not take minutes, how long it waits for the hub.
 */
final class Nginx implements AutoCloseable {

    static final Path DOCUMENTED = Path.of("..", "deploy", "nginx.conf");

    private static final String PROGRAM = "/usr/sbin/nginx";
    private static final int ATTEMPTS = 5;

    /** Folders that Debian's nginx would have below /var/lib. */
    private static final List<String> BODIES = List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi");

    private final Path folder;
    private final Process process;
    private final int port;

    private Nginx(Path folder, Process process, int port) {
        this.folder = folder;
        this.process = process;
        this.port = port;
    }

    /** @param readTimeout in nginx's notation: after such a silence of the hub it gives up */
    static Nginx start(Path folder, int hubPort, String readTimeout) throws IOException, InterruptedException {
        makeCertificate(folder);
        for (int attempt = 1; ; attempt++) {
            Nginx nginx = launch(folder, freePort(), hubPort, readTimeout);
            if (nginx.isListening()) {
                return nginx;
            }
            // Somebody else may have taken the port meanwhile.
            assertThat(attempt).as(nginx.errors()).isLessThan(ATTEMPTS);
        }
    }

    private static Nginx launch(Path folder, int port, int hubPort, String readTimeout) throws IOException {
        Path file = folder.resolve("nginx.conf");
        Files.writeString(file, configuration(folder, port, hubPort, readTimeout));
        Process process = new ProcessBuilder(
                        PROGRAM, "-p", folder.toString(), "-c", file.toString(), "-e", "errors", "-g", "daemon off;")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        return new Nginx(folder, process, port);
    }

    private static String configuration(Path folder, int port, int hubPort, String readTimeout) throws IOException {
        String bodies = BODIES.stream()
                .map(name -> "    %s_temp_path %s;%n".formatted(name, folder.resolve(name)))
                .collect(Collectors.joining());
        return replace(
                        Files.readString(DOCUMENTED),
                        Map.of(
                                "user www-data;",
                                "user " + System.getProperty("user.name") + ";",
                                "/run/nginx.pid",
                                folder.resolve("pid").toString(),
                                "/var/log/nginx/error.log",
                                folder.resolve("errors").toString(),
                                "/var/log/nginx/access.log",
                                folder.resolve("requests").toString(),
                                "/etc/ssl/certs/events.example.com.pem",
                                certificate(folder).toString(),
                                "/etc/ssl/private/events.example.com.key",
                                key(folder).toString(),
                                "listen 443 ",
                                "listen 127.0.0.1:" + port + " ",
                                "listen [::]:443 ",
                                "listen unix:" + folder.resolve("socket-" + port) + " ",
                                "server 127.0.0.1:8080;",
                                "server 127.0.0.1:" + hubPort + ";",
                                "proxy_read_timeout 60s;",
                                "proxy_read_timeout " + readTimeout + ";"))
                .replace("http {\n", "http {\n" + bodies);
    }

    private static String replace(String text, Map<String, String> replacements) {
        String replaced = text;
        for (Map.Entry<String, String> replacement : replacements.entrySet()) {
            assertThat(replaced).as(DOCUMENTED.toString()).containsOnlyOnce(replacement.getKey());
            replaced = replaced.replace(replacement.getKey(), replacement.getValue());
        }
        return replaced;
    }

    private static Path certificate(Path folder) {
        return folder.resolve("certificate.pem");
    }

    private static Path key(Path folder) {
        return folder.resolve("key.pem");
    }

    private static void makeCertificate(Path folder) {
        Shell.run(
                "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost -out "
                        + certificate(folder) + " -keyout " + key(folder));
    }

    /** One that nobody listened on a moment ago: nginx cannot choose by itself. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Waits until it listens, or has given up. */
    private boolean isListening() {
        Await.until("nginx listens", () -> isReachable() || !process.isAlive());
        return process.isAlive();
    }

    private boolean isReachable() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    /** @param host {@code 127.0.0.1} or {@code localhost}: for a browser two origins */
    URI uri(String host, String target) {
        return URI.create("https://" + host + ":" + port + target);
    }

    URI uri(String target) {
        return uri("127.0.0.1", target);
    }

    /** What it has written of requests so far, a line each. */
    List<String> requests() {
        return lines("requests");
    }

    String errors() {
        return String.join("\n", lines("errors")) + String.join("\n", lines("output"));
    }

    private List<String> lines(String file) {
        try {
            return Files.readAllLines(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Not forcibly: its workers would outlive it. */
    @Override
    public void close() {
        List<ProcessHandle> workers;
        try (Stream<ProcessHandle> descendants = process.descendants()) {
            workers = descendants.toList();
        }
        process.destroy();
        process.onExit().join();
        workers.forEach(ProcessHandle::destroyForcibly);
    }
}
