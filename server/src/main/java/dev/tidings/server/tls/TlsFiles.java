package dev.tidings.server.tls;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A certificate and its key, as PEM files.
 *
 * @param certificates the server's own first, then those that vouch for it
 * @param key PKCS #8, not encrypted
 */
public record TlsFiles(Path certificates, Path key) {

    public TlsFiles {
        requireNonNull(certificates, "certificates");
        requireNonNull(key, "key");
    }

    /** What tells these contents from others. */
    String fingerprint() throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(Files.readAllBytes(certificates));
            digest.update((byte) 0);
            digest.update(Files.readAllBytes(key));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
