package dev.tidings.server.tls;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

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
        return new Contents(text(certificates), text(key));
    }

    /** PEM is ASCII; whatever else there is shall come back as it is. */
    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    /** What the two files held, a char for each byte. */
    record Contents(String certificates, String key) {

        /** @throws GeneralSecurityException with a message for people, if they are not what they should be */
        CertificateAndKey parse() throws GeneralSecurityException {
            return CertificateAndKey.of(certificates, key);
        }
    }
}
