package dev.tidings.server.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.opts.AllowWeakRSAKey;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Set;

/** Signs tokens, right ones and wrong ones. */
final class Issuer {

    static final long NOW = 1_800_000_000L;
    static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(NOW));
    static final String NAME = "https://id.example.com";
    static final String AUDIENCE = "tidings";
    static final String SECRET = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static final Map<String, KeyPair> PAIRS = Map.of(
            "RSA", pair("RSA", 2048),
            "other RSA", pair("RSA", 2048),
            "weak RSA", pair("RSA", 1024),
            "ES256", pair("secp256r1"),
            "ES384", pair("secp384r1"),
            "ES512", pair("secp521r1"),
            "EdDSA", pair("Ed25519", 255),
            "other EdDSA", pair("Ed25519", 255));

    private Issuer() {}

    /** Those that believe this issuer. */
    static TokenRules.Builder rules(TokenKeys keys, TokenAlgorithm... algorithms) {
        return TokenRules.builder(keys).algorithms(algorithms).issuer(NAME).audience(AUDIENCE);
    }

    /** Right claims, and more or others, as JSON without braces. */
    static String claims(String more) {
        return "{\"iss\":\"" + NAME + "\",\"aud\":\"tidings\",\"sub\":\"ann\",\"exp\":" + (NOW + 60)
                + (more.isEmpty() ? "" : "," + more) + "}";
    }

    private static KeyPair pair(String type, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(type);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyPair pair(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static PublicKey publicKey(String name) {
        return PAIRS.get(name).getPublic();
    }

    /** What an issuer would publish of a key. */
    static JWK jwk(String name, String kid) {
        PublicKey key = publicKey(name);
        if (key instanceof RSAPublicKey rsa) {
            return new RSAKey.Builder(rsa).keyID(kid).build();
        }
        if (key instanceof ECPublicKey ec) {
            return new ECKey.Builder(Curve.forECParameterSpec(ec.getParams()), ec)
                    .keyID(kid)
                    .build();
        }
        byte[] encoded = key.getEncoded();
        return new OctetKeyPair.Builder(
                        Curve.Ed25519,
                        Base64URL.encode(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)))
                .keyID(kid)
                .build();
    }

    static String pem(String... names) {
        StringBuilder pem = new StringBuilder();
        for (String name : names) {
            pem.append("-----BEGIN PUBLIC KEY-----\n")
                    .append(Base64.getMimeEncoder(64, new byte[] {'\n'})
                            .encodeToString(publicKey(name).getEncoded()))
                    .append("\n-----END PUBLIC KEY-----\n");
        }
        return pem.toString();
    }

    /** A token of an algorithm, by the key that is meant for it. */
    static String token(String algorithm, String claims) {
        String key = algorithm.startsWith("ES") ? algorithm : algorithm.startsWith("Ed") ? "EdDSA" : "RSA";
        return token("{\"alg\":\"" + algorithm + "\"}", claims, algorithm, key);
    }

    /**
     * A token of any header and claims, however wrong.
     *
     * @param algorithm what it is really signed with
     * @param key by its name; of no matter for HS256 and its kin
     */
    static String token(String header, String claims, String algorithm, String key) {
        String input = encode(header) + "." + encode(claims);
        return input + "." + sign(input, algorithm, key);
    }

    static String encode(String text) {
        return encode(text.getBytes(StandardCharsets.UTF_8));
    }

    static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String sign(String input, String algorithm, String key) {
        byte[] bytes = input.getBytes(StandardCharsets.US_ASCII);
        try {
            if (algorithm.startsWith("Ed")) {
                Signature signature = Signature.getInstance("Ed25519");
                signature.initSign(PAIRS.get(key).getPrivate());
                signature.update(bytes);
                return encode(signature.sign());
            }
            JWSAlgorithm known = JWSAlgorithm.parse(algorithm);
            return signer(algorithm, key).sign(new JWSHeader(known), bytes).toString();
        } catch (GeneralSecurityException | JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static JWSSigner signer(String algorithm, String key) throws JOSEException {
        if (algorithm.startsWith("HS")) {
            return new MACSigner(
                    key.equals("RSA") ? SECRET.getBytes(StandardCharsets.UTF_8) : key.getBytes(StandardCharsets.UTF_8));
        }
        PrivateKey secret = PAIRS.get(key).getPrivate();
        return secret instanceof ECPrivateKey ec
                ? new ECDSASigner(ec)
                : new RSASSASigner(secret, Set.of(AllowWeakRSAKey.getInstance()));
    }
}
