package dev.tidings.server.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A key by which a program is known. Only its hash is kept.
 * <p>
 * Keys are made here and have 256 random bits: so one round of SHA-256 is enough, where a password would need many.
 *
 * @param name what the program is called
 * @param hash {@code sha256:} and 64 hexadecimal digits
 */
public record ApiKey(String name, String hash, Grants grants) {

    /** What every key begins with, so that scanners of source code find those that were committed. */
    public static final String PREFIX = "tk_";

    private static final String ALGORITHM = "sha256:";
    private static final Pattern HASH = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final int BYTES = 32;

    /** @throws IllegalArgumentException if the hash is none */
    public ApiKey {
        if (!HASH.matcher(hash).matches()) {
            throw new IllegalArgumentException(
                    "hash: not one of a key (expected: sha256: and 64 hexadecimal digits, as `tidings hash-key` prints it)");
        }
    }

    /** A new key. */
    public static String generate(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** What may be kept of a key. */
    public static String hash(String key) {
        return ALGORITHM + HexFormat.of().formatHex(sha256(key));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Whether this is the key's hash. Takes as long whether it is or not. */
    boolean matches(String otherHash) {
        return MessageDigest.isEqual(
                hash.getBytes(StandardCharsets.US_ASCII), otherHash.getBytes(StandardCharsets.US_ASCII));
    }
}
