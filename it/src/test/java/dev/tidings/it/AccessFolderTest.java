package dev.tidings.it;

import static dev.tidings.it.AdminFixture.ADMIN_KEY;
import static dev.tidings.it.AdminFixture.bearer;
import static dev.tidings.it.AdminFixture.token;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.server.access.ApiKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code tidings serve} keeps what access has to remember in the folder of its log, where nothing else minds it. */
@Timeout(120)
class AccessFolderTest {

    @TempDir
    private Path folder;

    private void configure() throws IOException {
        Files.writeString(folder.resolve("tidings.yaml"), """
                server: {port: 0}
                endpoints:
                  /sse: {topics: [note], attributes: {email: {claim: email}}}
                access:
                  jwt: {algorithms: [HS256], keys: {secret: "%s"}}
                  keys: [{name: ops, hash: "%s", admin: true}]
                """.formatted(SignedTokens.SECRET, ApiKey.hash(ADMIN_KEY)));
    }

    private static RawClient.Response ask(URI hub, String request) {
        try (RawClient client = RawClient.connect(hub.getPort()).send(request)) {
            return client.readResponse();
        }
    }

    private static String post(String target, String credential, String body) {
        return "POST " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\n" + bearer(credential) + "\r\n" + body;
    }

    private static int status(URI hub, String target, String fields) {
        String request = "HEAD " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + fields + "\r\n";
        try (RawClient client = RawClient.connect(hub.getPort()).send(request)) {
            return client.readHead().status();
        }
    }

    @Test
    void revocationsAndTicketsOutliveAKillAndTheLogsToolsWorkBesideThem() throws Exception {
        configure();
        String old = token("ann", 600);
        String url;
        try (ServeProcess hub = ServeProcess.start(folder, Map.of(), "serve")) {
            URI uri = hub.awaitReady();
            RawClient.Response ticket = ask(uri, post("/tickets", token("bob", 600), "{\"endpoint\":\"/sse\"}"));
            url = ticket.body().replaceFirst(".*\"url\":\"([^\"]+)\".*", "$1");
            assertThat(status(uri, "/sse", bearer(old))).isEqualTo(200);
            assertThat(ask(uri, post("/admin/revocations", ADMIN_KEY, "{\"principal\":\"ann\"}"))
                            .status())
                    .isEqualTo(200);
            try (ServeProcess backup = ServeProcess.start(folder, Map.of(), "log", "backup", "copy")) {
                assertThat(backup.awaitExit()).as(backup.errors()).isZero();
            }
            hub.kill();
        }
        Path kept = folder.resolve("tidings-data/access");
        assertThat(kept.toFile().list()).containsExactlyInAnyOrder("revocations.json", "ticket-secret");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept.resolve("ticket-secret"))))
                .isEqualTo("rw-------");
        try (ServeProcess check = ServeProcess.start(folder, Map.of(), "log", "check")) {
            assertThat(check.awaitExit()).as(check.output() + check.errors()).isZero();
        }
        try (ServeProcess hub = ServeProcess.start(folder, Map.of(), "serve")) {
            URI uri = hub.awaitReady();
            assertThat(status(uri, "/sse", bearer(old))).isEqualTo(401);
            assertThat(status(uri, url, "")).isEqualTo(200);
        }
        Files.writeString(kept.resolve("revocations.json"), "nonsense");
        try (ServeProcess hub = ServeProcess.start(folder, Map.of(), "serve")) {
            assertThat(hub.awaitExit()).isEqualTo(1);
            assertThat(hub.errors()).contains("tidings: revocations in ", "malformed JSON");
        }
        try (ServeProcess hub = ServeProcess.start(folder, Map.of(), "serve", "--memory")) {
            URI uri = hub.awaitReady();
            assertThat(status(uri, "/sse", bearer(old))).isEqualTo(200);
        }
    }
}
