package dev.tidings.hub.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * Names one publication of one principal, so that sending it again publishes nothing again.
 * <p>
 * Kept as a hash: what a publisher calls its events is not stored, and every key takes the same room. Immutable.
 *
 * @param high half of the hash of principal and text
 * @param low the other half
 * @param principal a hash of the principal alone: whose share of the keys it counts for
 */
public record IdempotencyKey(long high, long low, long principal) {

    /** The hash of the empty text: of a principal who is unknown. */
    public static final long UNKNOWN_PRINCIPAL = 0xe3b0c44298fc1c14L;

    /** Long enough for a URI and an id; what is longer was hardly meant. */
    public static final int MAX_BYTES = 1024;

    /**
     * The key of a text in the scope of a principal.
     *
     * @param principal who publishes; empty if unknown
     * @param text 1-1 024 bytes of UTF-8
     * @throws IllegalArgumentException if the text is empty, longer, or has no UTF-8 form
     */
    public static IdempotencyKey of(String principal, String text) {
        int length = Names.utf8Length(text);
        if (length < 1 || length > MAX_BYTES) {
            throw Names.illegal("idempotency key", text, "1-" + MAX_BYTES + " bytes of UTF-8 text");
        }
        MessageDigest sha256 = Digests.sha256();
        byte[] who = sha256.digest(principal.getBytes(UTF_8));
        sha256.update(who);
        ByteBuffer both = ByteBuffer.wrap(sha256.digest(text.getBytes(UTF_8)));
        return new IdempotencyKey(
                both.getLong(), both.getLong(), ByteBuffer.wrap(who).getLong());
    }
}
