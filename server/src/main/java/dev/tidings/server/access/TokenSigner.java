package dev.tidings.server.access;

import static java.util.Objects.requireNonNull;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import dev.tidings.hub.event.Filter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Signs tokens that a server with the same rules believes (RFC 7519): for tests and first steps, where no identity provider is there
 * yet. Only where the keys are a secret: the other kinds only check.
 * <p>
 * Immutable.
 */
public final class TokenSigner {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final TokenRules rules;
    private final TokenAlgorithm algorithm;
    private final OctetSequenceKey secret;
    private final InstantSource clock;

    private TokenSigner(TokenRules rules, TokenAlgorithm algorithm, OctetSequenceKey secret, InstantSource clock) {
        this.rules = rules;
        this.algorithm = algorithm;
        this.secret = secret;
        this.clock = clock;
    }

    /** @throws IllegalArgumentException if the keys of the rules are no secret */
    public static TokenSigner of(TokenRules rules) {
        return of(rules, InstantSource.system());
    }

    static TokenSigner of(TokenRules rules, InstantSource clock) {
        OctetSequenceKey secret = rules.keys().secret();
        if (secret == null) {
            throw new IllegalArgumentException("keys: " + rules.keys()
                    + ", which can check signatures and make none (expected: a secret; tokens for these come from whoever"
                    + " has the private key)");
        }
        // The rules take no algorithm that a secret does not fit.
        TokenAlgorithm shortest =
                rules.algorithms().stream().min(Comparator.naturalOrder()).orElseThrow();
        return new TokenSigner(rules, shortest, secret, clock);
    }

    /**
     * A token that is good from now on.
     *
     * @param principal who its owner is
     * @param grants what it allows beyond what an endpoint binds to claims; {@link Grants#NONE} leaves the claim out
     * @param claims more to say of the owner; a name that begins with a slash is a JSON Pointer
     * @param lifetime &gt; 0, and not above {@link TokenRules.Builder#longest}
     * @throws IllegalArgumentException if the lifetime is out of bounds, the claims contradict each other, or the secret is too short
     *     for the algorithm
     */
    public String sign(String principal, Grants grants, Map<String, JsonNode> claims, Duration lifetime) {
        Duration longest = rules.longest();
        if (lifetime.isNegative() || lifetime.isZero() || (longest != null && lifetime.compareTo(longest) > 0)) {
            throw new IllegalArgumentException("lifetime: " + lifetime + " (expected: > 0"
                    + (longest == null ? "" : ", <= " + longest + ", the longest that the rules accept") + ")");
        }
        Instant now = clock.instant();
        ObjectNode body = JSON.objectNode();
        if (rules.issuer() != null) {
            body.put("iss", rules.issuer());
        }
        if (rules.audience() != null) {
            body.put("aud", rules.audience());
        }
        body.put("iat", now.getEpochSecond());
        body.put("exp", now.plus(lifetime).getEpochSecond());
        rules.principal().put(body, JSON.stringNode(requireNonNull(principal, "principal")));
        if (!grants.equals(Grants.NONE)) {
            rules.grants().put(body, json(grants));
        }
        claims.forEach((name, value) -> Claim.of(name).put(body, value));
        return signed(body.toString());
    }

    private String signed(String body) {
        try {
            JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.parse(algorithm.text()))
                    .type(JOSEObjectType.JWT)
                    .build();
            JWSObject token = new JWSObject(header, new Payload(body));
            token.sign(new MACSigner(secret));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalArgumentException(
                    "secret: too short for " + algorithm.text() + " (" + e.getMessage() + ")", e);
        }
    }

    private static ObjectNode json(Grants grants) {
        ObjectNode json = JSON.objectNode();
        addFilters(json, "subscribe", grants.subscribe());
        addFilters(json, "publish", grants.publish());
        if (grants.admin()) {
            json.put("admin", true);
        }
        return json;
    }

    private static void addFilters(ObjectNode grants, String name, List<Filter> filters) {
        if (filters.isEmpty()) {
            return;
        }
        ArrayNode list = grants.putArray(name);
        for (Filter filter : filters) {
            ObjectNode json = list.addObject();
            ArrayNode topics = json.putArray("topics");
            filter.topics().forEach(topic -> topics.add(topic.toString()));
            if (!filter.attributes().isEmpty()) {
                ObjectNode attributes = json.putObject("attributes");
                filter.attributes()
                        .forEach((attribute, values) ->
                                values.stream().sorted().forEach(attributes.withArrayProperty(attribute)::add));
            }
        }
    }
}
