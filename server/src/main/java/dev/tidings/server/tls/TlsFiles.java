package dev.tidings.server.tls;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;

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

    /** What they hold now. */
    Contents read() throws IOException {
        return new Contents(Files.readAllBytes(certificates), Files.readString(key, StandardCharsets.ISO_8859_1));
    }

    /** What the two files held. */
    record Contents(byte[] certificates, String key) {

        /** @throws GeneralSecurityException with a message for people, if they are not what they should be */
        CertificateAndKey parse() throws GeneralSecurityException {
            return CertificateAndKey.of(certificates, key);
        }

        boolean isSameAs(Contents other) {
            return Arrays.equals(certificates, other.certificates) && key.equals(other.key);
        }
    }
}
