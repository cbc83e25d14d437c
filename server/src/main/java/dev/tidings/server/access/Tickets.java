package dev.tidings.server.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import dev.tidings.server.http.Problem;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Credentials that may stand in a URL, since a browser's {@code EventSource} can send no header field: to subscribe only, to one
 * endpoint, with the filters that its owner was granted when it was issued.
 * <p>
 * Nothing is kept of them: what they say is signed, by an HMAC that is quick enough for an event loop. Safe for any thread.
 */
public final class Tickets {

    /** 1 h: how long one is good for at most, for whoever reads it in a history. */
    public static final Duration DEFAULT_LONGEST = Duration.ofHours(1);

    private static final String ISSUER = "tidings";
    private static final String AUDIENCE = "ticket";
    private static final String ENDPOINT = "endpoint";
    private static final String GRANTS = "grants";
    private static final String RULES = "rules";

    /** 16 characters of 6 bits. */
    private static final int RULES_BYTES = 12;

    /** 8 KiB: half of what a request may have in front of its body. */
    private static final int MAX_CHARS = 8 << 10;

    private static final JsonMapper JSON = new JsonMapper();

    private final byte[] secret;
    private final Duration longest;
    private final InstantSource clock;
    private final TokenVerifier verifier;
    private final Revocations revocations;

    /** What a ticket says. */
    public record Ticket(
            String principal,
            Subscription subscription,
            @Nullable Instant issuedAt,
            Instant expiresAt) {}

    /** A ticket and its end. */
    public record Issued(String text, Instant expiresAt) {}

    /**
     * @param secret at least 32 bytes
     * @param revocations of the credentials that tickets are issued for
     * @throws IllegalArgumentException if it is shorter
     */
    Tickets(String secret, Duration longest, InstantSource clock, Revocations revocations) {
        this.revocations = revocations;
        this.secret = derived(secret);
        this.longest = longest;
        this.clock = clock;
        this.verifier = new TokenVerifier(
                TokenRules.builder(TokenKeys.secret(this.secret))
                        .algorithms(TokenAlgorithm.HS256)
                        .issuer(ISSUER)
                        .audience(AUDIENCE)
                        .grants(Claim.of(GRANTS))
                        .leeway(Duration.ZERO)
                        .build(),
                clock);
    }

    /** So that a secret that signs tokens, too, signs no tickets by that. */
    private static byte[] derived(String secret) {
        return hmac(secret.getBytes(StandardCharsets.UTF_8), "tidings ticket v1");
    }

    /** What tells rules apart, and tells nobody else anything of them. */
    private String sealed(String rules) {
        return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(hmac(secret, rules), RULES_BYTES));
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    /**
     * A ticket that is good for as long as the credential of its owner, and not longer than the longest.
     *
     * @param rules by which it was: when they are others, the ticket is good no more
     * @param subscription what its owner was granted
     * @throws dev.tidings.server.http.ProblemException 401 if the owner's credential has expired, 403 if it is no token, 400 if the
     *     ticket would be too long for a URL
     */
    public Issued issue(Principal owner, String endpoint, String rules, Subscription subscription) {
        if (owner.kind() != Principal.Kind.USER) {
            // What takes a key back is a change of the configuration, of which a ticket knows nothing.
            throw Problem.of(403, "tickets are for owners of tokens").toException();
        }
        Instant now = clock.instant();
        Instant latest = now.plus(longest);
        Instant ofOwner = owner.expiresAt();
        Instant expiresAt = ofOwner != null && ofOwner.isBefore(latest) ? ofOwner : latest;
        if (!expiresAt.isAfter(now)) {
            throw TokenVerifier.refused("it has expired");
        }
        ObjectNode claims = JSON.createObjectNode()
                .put("iss", ISSUER)
                .put("aud", AUDIENCE)
                .put("sub", owner.name())
                .put("exp", expiresAt.getEpochSecond())
                .put(ENDPOINT, endpoint)
                .put(RULES, sealed(rules));
        // As its owner's credential, also where that says nothing: what revokes that one revokes its tickets.
        Instant issuedAt = owner.issuedAt();
        if (issuedAt != null) {
            claims.put("iat", issuedAt.getEpochSecond());
        }
        ArrayNode filters = claims.putObject(GRANTS).putArray("subscribe");
        subscription.filters().forEach(filter -> add(filters, filter));
        JWSObject ticket = new JWSObject(new JWSHeader(JWSAlgorithm.HS256), new Payload(claims.toString()));
        try {
            ticket.sign(new MACSigner(secret));
        } catch (JOSEException e) {
            throw new IllegalStateException("a ticket could not be signed", e);
        }
        String text = ticket.serialize();
        if (text.length() > MAX_CHARS) {
            throw Problem.of(
                            400,
                            "a ticket for this would have " + text.length() + " characters (expected: at most "
                                    + MAX_CHARS + "; ask for less)")
                    .toException();
        }
        return new Issued(text, Instant.ofEpochSecond(expiresAt.getEpochSecond()));
    }

    private static void add(ArrayNode filters, Filter filter) {
        ObjectNode node = filters.addObject();
        ArrayNode topics = node.putArray("topics");
        filter.topics().forEach(topic -> topics.add(topic.toString()));
        ObjectNode attributes = node.putObject("attributes");
        for (Map.Entry<String, ? extends Iterable<String>> attribute :
                filter.attributes().entrySet()) {
            ArrayNode values = attributes.putArray(attribute.getKey());
            attribute.getValue().forEach(values::add);
        }
    }

    /** @throws dev.tidings.server.http.ProblemException 401 if it is none, was changed, has expired, is revoked or rests on other rules; 403 if it is for another endpoint */
    public Ticket read(String text, String endpoint, String rules) {
        Principal owner = verifier.verify(text);
        revocations.refuse(owner);
        JsonNode claims = owner.claims();
        String itsEndpoint = text(claims == null ? null : claims.get(ENDPOINT));
        List<Filter> filters = owner.grants().subscribe();
        Instant expiresAt = owner.expiresAt();
        if (filters.isEmpty() || expiresAt == null) {
            throw TokenVerifier.refused("a ticket without filters");
        }
        if (!itsEndpoint.equals(endpoint)) {
            throw Problem.of(403, "the ticket is for " + itsEndpoint + ", not for " + endpoint)
                    .toException();
        }
        if (!text(claims == null ? null : claims.get(RULES)).equals(sealed(rules))) {
            throw TokenVerifier.refused(
                    "who may read what at " + endpoint + " has changed since the ticket was issued");
        }
        return new Ticket(owner.id(), Subscription.of(filters), owner.issuedAt(), expiresAt);
    }

    private static String text(@Nullable JsonNode node) {
        return node != null && node.isString() ? node.stringValue() : "";
    }
}
