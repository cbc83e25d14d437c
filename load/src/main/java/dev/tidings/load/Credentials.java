package dev.tidings.load;

import static java.util.Objects.requireNonNull;

/** Whose requests they are. Immutable. */
public interface Credentials {
    /** Nobody's. */
    Credentials NONE = new OneToken("", "");

    /** The same for all: {@code subscriber} and {@code publisher} are tokens, or empty for none. */
    static Credentials tokens(String subscriber, String publisher) {
        return new OneToken(bearer(subscriber), bearer(publisher));
    }

    /**
     * A token for each subscriber, signed with HS256.
     *
     * @param secret nothing is signed with an empty one
     * @param claim which names the subscriber's lane
     */
    static Credentials signed(String secret, String claim) {
        return secret.isEmpty() ? NONE : new Tokens(secret, claim);
    }

    private static String bearer(String token) {
        return token.isEmpty() ? "" : "Bearer " + token;
    }

    /** The {@code Authorization} field of a request that subscribes; empty for none. */
    String subscriber(long lane, int number);

    /** The {@code Authorization} field of requests that publish; empty for none. */
    String publisher();

    /** Two fields. */
    record OneToken(String subscriber, String publisher) implements Credentials {
        public OneToken {
            requireNonNull(subscriber, "subscriber");
            requireNonNull(publisher, "publisher");
        }

        @Override
        public String subscriber(long lane, int number) {
            return subscriber;
        }
    }
}
