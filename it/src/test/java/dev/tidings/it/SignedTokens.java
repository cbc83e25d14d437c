package dev.tidings.it;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.Date;

/** Tokens as an identity provider would issue them. */
final class SignedTokens {

    static final String SECRET = "a secret of the test that is long enough for HMAC";

    private SignedTokens() {}

    /** Of somebody with an e-mail address, for a minute. */
    static JWTClaimsSet.Builder claims(String name) {
        return new JWTClaimsSet.Builder()
                .subject(name)
                .claim("email", name + "@example.com")
                .expirationTime(Date.from(Instant.now().plusSeconds(60)));
    }

    static String token(JWTClaimsSet.Builder claims) {
        try {
            SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims.build());
            jwt.sign(new MACSigner(SECRET));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }
}
