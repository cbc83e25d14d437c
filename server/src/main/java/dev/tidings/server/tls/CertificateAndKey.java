package dev.tidings.server.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A certificate with those that vouch for it, and its key, that belong together.
 *
 * @param certificates its own first
 */
record CertificateAndKey(List<X509Certificate> certificates, PrivateKey key) {

    private static final Pattern KEY = Pattern.compile(
            "-----BEGIN ([A-Z0-9 ]*)PRIVATE KEY-----(.*?)-----END [A-Z0-9 ]*PRIVATE KEY-----", Pattern.DOTALL);

    private static final byte[] PROBE = "tidings".getBytes(StandardCharsets.US_ASCII);

    /** @throws GeneralSecurityException with a message for people, if they are not what they should be */
    static CertificateAndKey of(String certificates, String key) throws GeneralSecurityException {
        List<X509Certificate> chain = chain(certificates);
        PublicKey publicKey = chain.get(0).getPublicKey();
        PrivateKey privateKey = privateKey(key, publicKey.getAlgorithm());
        if (!belongTogether(publicKey, privateKey)) {
            throw new GeneralSecurityException("the key is not that of the first certificate");
        }
        return new CertificateAndKey(chain, privateKey);
    }

    private static List<X509Certificate> chain(String pem) throws GeneralSecurityException {
        Collection<? extends Certificate> found;
        try {
            found = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (CertificateException e) {
            throw new GeneralSecurityException("no certificate: " + e.getMessage(), e);
        }
        List<X509Certificate> chain =
                found.stream().map(X509Certificate.class::cast).toList();
        if (chain.isEmpty()) {
            throw new GeneralSecurityException("no certificate");
        }
        return chain;
    }

    private static PrivateKey privateKey(String pem, String algorithm) throws GeneralSecurityException {
        Matcher key = KEY.matcher(pem);
        if (!key.find()) {
            throw new GeneralSecurityException("no private key");
        }
        if (!key.group(1).isEmpty()) {
            throw new GeneralSecurityException("a key of the kind '"
                    + key.group(1).strip() + "' (openssl pkcs8 -topk8 -nocrypt makes one that can be read)");
        }
        try {
            byte[] bytes = Base64.getMimeDecoder().decode(key.group(2));
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new GeneralSecurityException("the key is not that of the first certificate, or damaged", e);
        }
    }

    private static boolean belongTogether(PublicKey publicKey, PrivateKey privateKey) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(
                switch (publicKey.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> publicKey.getAlgorithm();
                });
        signature.initSign(privateKey);
        signature.update(PROBE);
        byte[] signed = signature.sign();
        signature.initVerify(publicKey);
        signature.update(PROBE);
        return signature.verify(signed);
    }
}
