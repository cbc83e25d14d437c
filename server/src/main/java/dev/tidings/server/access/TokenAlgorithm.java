package dev.tidings.server.access;

import com.nimbusds.jose.JWSAlgorithm;
import java.util.Arrays;
import java.util.Optional;

/** How a token may be signed (RFC 7518, section 3; RFC 8037). The algorithm {@code none} is not among them. */
public enum TokenAlgorithm {
    HS256(Family.HMAC),
    HS384(Family.HMAC),
    HS512(Family.HMAC),
    RS256(Family.RSA),
    RS384(Family.RSA),
    RS512(Family.RSA),
    PS256(Family.RSA),
    PS384(Family.RSA),
    PS512(Family.RSA),
    ES256(Family.EC),
    ES384(Family.EC),
    ES512(Family.EC),
    /** With Ed25519, under either of its names. */
    EDDSA(Family.ED);

    enum Family {
        HMAC,
        RSA,
        EC,
        ED
    }

    private final Family family;

    TokenAlgorithm(Family family) {
        this.family = family;
    }

    Family family() {
        return family;
    }

    /** As tokens name it. */
    public String text() {
        return this == EDDSA ? "EdDSA" : name();
    }

    static Optional<TokenAlgorithm> of(JWSAlgorithm algorithm) {
        String name = algorithm.getName();
        if (name.equals("Ed25519")) {
            return Optional.of(EDDSA);
        }
        return Arrays.stream(values())
                .filter(known -> known.text().equals(name))
                .findFirst();
    }
}
