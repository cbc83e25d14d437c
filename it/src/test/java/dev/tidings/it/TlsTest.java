package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.hub.event.Event;
import dev.tidings.server.tls.TlsFiles;
import dev.tidings.testkit.Await;
import io.netty.handler.ssl.OpenSsl;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates and keys as files, and what happens when they are wrong or change. */
class TlsTest {

    private static String servedName(int port) {
        try (SSLSocket socket = (SSLSocket)
                TestCertificate.trusting().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.startHandshake();
            X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return certificate.getSubjectX500Principal().getName();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void copy(TlsFiles from, TlsFiles to) throws IOException {
        Files.copy(from.key(), to.key(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(from.certificates(), to.certificates(), StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void openSslIsUsedWhereItIsThere() {
        assertThat(OpenSsl.isAvailable()).isTrue();
    }

    @Test
    void whatIsRenewedIsServedAndWhatIsBrokenIsNot(@TempDir Path folder) throws Exception {
        TlsFiles first = TestCertificate.make(folder, "first");
        TlsFiles second = TestCertificate.make(folder, "second");
        TlsFiles used = new TlsFiles(folder.resolve("used.crt"), folder.resolve("used.key"));
        copy(first, used);
        try (RunningHub hub = RunningHub.start(settings -> settings.tls(used));
                RawClient open = RawClient.connect(hub.port(), Protocol.HTTP_1_1_TLS)) {
            assertThat(servedName(hub.port())).isEqualTo("CN=first");
            DecodedStream stream =
                    DecodedStream.open(open, Protocol.HTTP_1_1_TLS, "/sse", "").readBlock();

            Files.writeString(used.certificates(), "not a certificate");
            copy(second, used);
            Await.until("the new one is served", () -> servedName(hub.port()).equals("CN=second"));

            hub.publish(Event.of("a", "still open"));
            assertThat(stream.next().data()).isEqualTo("still open");
        }
    }

    @Test
    void aServerWithoutAUsableCertificateDoesNotStart(@TempDir Path folder) throws IOException {
        TlsFiles good = TestCertificate.make(folder, "good");
        Path broken = Files.writeString(folder.resolve("broken.pem"), "nothing");
        Path other = TestCertificate.make(folder, "other").key();

        assertThatThrownBy(() -> RunningHub.start(settings -> settings.tls(new TlsFiles(broken, good.key())))
                        .close())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("broken.pem")
                .hasMessageContaining("expected: a certificate, and its key");
        assertThatThrownBy(() -> RunningHub.start(settings -> settings.tls(new TlsFiles(good.certificates(), other)))
                        .close())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("good.crt");
        assertThatThrownBy(() -> RunningHub.start(
                                settings -> settings.tls(new TlsFiles(folder.resolve("missing.crt"), good.key())))
                        .close())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tls.certificates: ");
    }

    @Test
    void whoSpeaksHttpToItIsCutOffAndHarmsNobody() {
        try (RunningHub hub = RunningHub.start(settings -> settings.tls(TestCertificate.files()))) {
            try (RawClient plain = hub.connect()) {
                plain.send(Protocol.HTTP_1_1.get("/health/live")).awaitEnd();
            }
            try (RawClient client = RawClient.connect(hub.port(), Protocol.HTTP_2_TLS)) {
                client.send(Protocol.HTTP_2_TLS.get("/health/live"));
                assertThat(client.readHead().status()).isEqualTo(200);
            }
        }
    }
}
