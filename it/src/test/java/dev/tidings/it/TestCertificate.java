package dev.tidings.it;

import dev.tidings.server.tls.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A certificate for this machine that nobody vouches for, and clients that take it. */
final class TestCertificate {

    private static final char[] PASSWORD = "changeit".toCharArray();

    private static final TlsFiles FILES = make();

    private static final SSLContext TRUSTING = trust();

    private TestCertificate() {}

    /** The same for all tests of a run. */
    static TlsFiles files() {
        return FILES;
    }

    private static TlsFiles make() {
        try {
            Path folder = Files.createTempDirectory("tidings-tls");
            folder.toFile().deleteOnExit();
            return make(folder, "localhost");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Makes one. */
    static TlsFiles make(Path folder, String name) {
        try {
            Path store = folder.resolve(name + ".p12");
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            name,
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=" + name,
                            "-ext",
                            "san=dns:localhost,ip:127.0.0.1",
                            "-validity",
                            "30",
                            "-keystore",
                            store.toString(),
                            "-storepass",
                            new String(PASSWORD))
                    .inheritIO()
                    .start();
            if (!keytool.waitFor(30, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
                throw new AssertionError("keytool failed");
            }
            KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
            Path certificate = folder.resolve(name + ".crt");
            Path key = folder.resolve(name + ".key");
            Certificate own = keys.getCertificate(name);
            Files.writeString(certificate, pem("CERTIFICATE", own.getEncoded()));
            Files.writeString(
                    key, pem("PRIVATE KEY", keys.getKey(name, PASSWORD).getEncoded()));
            for (Path file : new Path[] {store, certificate, key}) {
                file.toFile().deleteOnExit();
            }
            return new TlsFiles(certificate, key);
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String pem(String kind, byte[] bytes) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END " + kind + "-----\n";
    }

    /** What takes any certificate, and remembers no sessions: tests count what is left in the heap. */
    static SSLContext trusting() {
        return TRUSTING;
    }

    private static SSLContext trust() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Trusting()}, new SecureRandom());
            context.getClientSessionContext().setSessionCacheSize(1);
            return context;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static final class Trusting implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
