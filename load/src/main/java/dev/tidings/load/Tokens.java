package dev.tidings.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A token for each client, signed with HS256 (RFC 7515). A subscriber's says who it is and which lane is its own, for an endpoint that
 * binds the attribute; the publisher's grants everything.
 */
final class Tokens implements Credentials {
    /** 1 day: longer than any run. */
    private static final Duration LIFETIME = Duration.ofDays(1);

    private static final String ALGORITHM = "HmacSHA256";
    private static final String HEADER = base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(UTF_8));

    private final SecretKeySpec key;

    private final String claim;

    /** @param claim which names the subscriber's lane */
    Tokens(String secret, String claim) {
        this.claim = claim;
        key = new SecretKeySpec(secret.getBytes(UTF_8), ALGORITHM);
    }

    @Override
    public String subscriber(long lane, int number) {
        String who = "\"sub\":\"subscriber-" + number + "\"";
        return bearer(claim.isEmpty() ? who : who + "," + Json.quoted(claim) + ":\"" + lane + "\"");
    }

    @Override
    public String publisher() {
        return bearer("\"sub\":\"publisher\",\"tidings\":{\"publish\":[{\"topics\":[\"**\"]}]}");
    }

    private String bearer(String claims) {
        long expiry = Instant.now().plus(LIFETIME).getEpochSecond();
        String signed = HEADER + "." + base64(("{" + claims + ",\"exp\":" + expiry + "}").getBytes(UTF_8));
        return "Bearer " + signed + "." + base64(signature(signed));
    }

    private byte[] signature(String signed) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(signed.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
