package dev.tidings.hub.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** Hashes by which keys and bodies are known again. */
final class Digests {

    private Digests() {}

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Equal for equal events in the same order: each text goes in behind its length, so that no two lists look alike. */
    static long fingerprint(List<Event> events) {
        MessageDigest sha256 = sha256();
        for (Event event : events) {
            add(sha256, event.topic().getBytes(UTF_8));
            String type = event.type();
            add(sha256, type == null ? new byte[0] : type.getBytes(UTF_8));
            add(sha256, event.attributeCount());
            for (int i = 0; i < event.attributeCount(); i++) {
                add(sha256, event.attributeName(i).getBytes(UTF_8));
                List<String> values = event.attributeValues(i);
                add(sha256, values.size());
                values.forEach(value -> add(sha256, value.getBytes(UTF_8)));
            }
            add(sha256, event.dataUtf8());
        }
        return ByteBuffer.wrap(sha256.digest()).getLong();
    }

    private static void add(MessageDigest digest, byte[] bytes) {
        add(digest, bytes.length);
        digest.update(bytes);
    }

    private static void add(MessageDigest digest, int number) {
        digest.update((byte) (number >>> 24));
        digest.update((byte) (number >>> 16));
        digest.update((byte) (number >>> 8));
        digest.update((byte) number);
    }
}
