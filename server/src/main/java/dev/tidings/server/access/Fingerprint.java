package dev.tidings.server.access;

import dev.tidings.hub.event.Filter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A short text that is the same as long as all that was added to it is. For one thread. */
public final class Fingerprint {

    private final MessageDigest digest;

    public Fingerprint() {
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Adds the text of something, null too. */
    public Fingerprint add(@Nullable Object... parts) {
        for (Object part : parts) {
            byte[] bytes = String.valueOf(part).getBytes(StandardCharsets.UTF_8);
            // With its length: two parts are not the same as one that looks like both.
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            digest.update(bytes);
        }
        return this;
    }

    /** Adds filters in their order. */
    public Fingerprint addFilters(Collection<Filter> filters) {
        add(filters.size());
        for (Filter filter : filters) {
            add(filter.topics(), filter.names().size());
            for (int i = 0; i < filter.names().size(); i++) {
                add(filter.names().get(i), filter.values(i).size());
                new TreeSet<>(filter.values(i)).forEach(this::add);
            }
        }
        return this;
    }

    /** The end: nothing can be added any more. */
    public String text() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
