package dev.tidings.server.access;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Public keys and certificates as PEM (RFC 7468). */
final class PemKeys {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    private static final List<String> KEY_TYPES = List.of("RSA", "EC", "Ed25519");

    /** 32 bytes: a public key of Ed25519, which is the end of its encoding. */
    private static final int ED25519_BYTES = 32;

    private PemKeys() {}

    /** @throws IllegalArgumentException if there is no key, or anything that is no public key */
    static List<JWK> read(String text) {
        List<JWK> keys = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            keys.add(key(block.group(1), block.group(2)));
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("no key (expected: -----BEGIN PUBLIC KEY----- or a certificate)");
        }
        return keys;
    }

    private static JWK key(String label, String base64) {
        try {
            byte[] der = Base64.getMimeDecoder().decode(base64);
            return switch (label) {
                case "PUBLIC KEY" -> toJwk(publicKey(der));
                case "CERTIFICATE" ->
                    toJwk(CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(der))
                            .getPublicKey());
                default ->
                    throw new IllegalArgumentException(
                            "'" + label
                                    + "' (expected: PUBLIC KEY or CERTIFICATE; whoever checks signatures needs no private key)");
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("malformed " + label + ": " + e.getMessage(), e);
        }
    }

    /** The encoding names its type; there is no method that asks it. */
    private static PublicKey publicKey(byte[] der) throws GeneralSecurityException {
        InvalidKeySpecException ofAnotherType = new InvalidKeySpecException();
        for (String type : KEY_TYPES) {
            try {
                return KeyFactory.getInstance(type).generatePublic(new X509EncodedKeySpec(der));
            } catch (InvalidKeySpecException e) {
                ofAnotherType = e;
            }
        }
        throw new InvalidKeySpecException("expected a key of " + KEY_TYPES, ofAnotherType);
    }

    private static JWK toJwk(PublicKey key) {
        if (key instanceof RSAPublicKey rsa) {
            return new RSAKey.Builder(rsa).build();
        }
        if (key instanceof ECPublicKey ec) {
            Curve curve = Curve.forECParameterSpec(ec.getParams());
            if (curve == null) {
                throw new IllegalArgumentException(
                        "a curve that no algorithm of tokens uses (expected: P-256, P-384 or P-521)");
            }
            return new ECKey.Builder(curve, ec).build();
        }
        if (key instanceof EdECPublicKey ed && ed.getParams().getName().equals("Ed25519")) {
            byte[] encoded = ed.getEncoded();
            byte[] x = Arrays.copyOfRange(encoded, encoded.length - ED25519_BYTES, encoded.length);
            return new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(x)).build();
        }
        throw new IllegalArgumentException("a key of type " + key.getAlgorithm() + " (expected: of " + KEY_TYPES + ")");
    }
}
