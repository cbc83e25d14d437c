package dev.tidings.server.access;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Pages of which other origins may read what the server answers.
 *
 * @param origins exactly as browsers send them, or {@code *} alone for all of them
 * @param credentials whether browsers may send cookies along; never with {@code *}
 */
public record CorsRule(Set<String> origins, boolean credentials) {

    public static final CorsRule NONE = new CorsRule(Set.of(), false);

    private static final String ANY = "*";

    /** A scheme, a host in lower case and perhaps a port: RFC 6454, section 6.2. */
    private static final Pattern ORIGIN = Pattern.compile("https?://([a-z0-9.-]+|\\[[0-9a-f:.]+])(:[1-9][0-9]{0,4})?");

    /** @throws IllegalArgumentException if an origin is none, or credentials are for everybody */
    public CorsRule {
        origins = Set.copyOf(origins);
        for (String origin : origins) {
            if (!origin.equals(ANY) && !ORIGIN.matcher(origin).matches()) {
                throw new IllegalArgumentException("origin: '" + origin
                        + "' (expected: as browsers send it, such as https://app.example.com, without a path)");
            }
        }
        if (origins.contains(ANY) && (credentials || origins.size() > 1)) {
            throw new IllegalArgumentException("origins: '*' " + (credentials ? "with credentials" : "beside others")
                    + " (expected: the origins by name)");
        }
    }

    /** Whether pages of this origin may read answers. */
    boolean allows(String origin) {
        return origins.contains(ANY) || origins.contains(origin);
    }

    boolean allowsAll() {
        return origins.contains(ANY);
    }
}
