package dev.tidings.server.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs with the one secret that is believed, and makes public keys by which nobody has signed anything. */
final class Signing {

    static final String SECRET = "the secret of the fuzzing, of more than 32 bytes";

    static final String RULES = "rules";

    private static final byte[] TICKET_SECRET = hmac(SECRET.getBytes(UTF_8), "tidings ticket v1");

    private Signing() {}

    static String encoded(String text) {
        return encoded(text.getBytes(UTF_8));
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static String token(String header, String claims) {
        return signed(SECRET.getBytes(UTF_8), header, claims);
    }

    static String ticket(String header, String claims) {
        return signed(TICKET_SECRET, header, claims);
    }

    private static String signed(byte[] secret, String header, String claims) {
        String input = encoded(header) + "." + encoded(claims);
        return input + "." + encoded(hmac(secret, input));
    }

    /** What a ticket says of the rules that it rests on. */
    static String sealedRules() {
        return encoded(Arrays.copyOf(hmac(TICKET_SECRET, RULES), 12));
    }

    static boolean isToken(String text) {
        return isSigned(SECRET.getBytes(UTF_8), text);
    }

    static boolean isTicket(String text) {
        return isSigned(TICKET_SECRET, text);
    }

    private static boolean isSigned(byte[] secret, String text) {
        int dot = text.lastIndexOf('.');
        return dot > 0 && sameBits(text.substring(dot + 1), encoded(hmac(secret, text.substring(0, dot))));
    }

    /** Two of the last character's six bits mean nothing. */
    private static boolean sameBits(String one, String other) {
        return one.length() == other.length()
                && Arrays.equals(
                        Base64.getUrlDecoder().decode(one),
                        Base64.getUrlDecoder().decode(other));
    }

    private static byte[] hmac(byte[] secret, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Of three types, each new in every process. */
    static TokenKeys publicKeys() {
        try {
            Path file = Files.createTempFile("tidings-fuzz", ".pem");
            file.toFile().deleteOnExit();
            Files.writeString(file, pem("RSA", 2048) + pem("EC", 256) + pem("Ed25519", 255));
            return TokenKeys.pem(file);
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String pem(String type, int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(type);
        generator.initialize(bits);
        byte[] encoded = generator.generateKeyPair().getPublic().getEncoded();
        return "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(encoded)
                + "\n-----END PUBLIC KEY-----\n";
    }
}
