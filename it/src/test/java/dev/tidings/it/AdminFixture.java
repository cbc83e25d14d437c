package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Filter;
import dev.tidings.server.access.Access;
import dev.tidings.server.access.AccessBuilder;
import dev.tidings.server.access.ApiKey;
import dev.tidings.server.access.Claim;
import dev.tidings.server.access.Grants;
import dev.tidings.server.access.TokenAlgorithm;
import dev.tidings.server.access.TokenKeys;
import dev.tidings.server.access.TokenRules;
import dev.tidings.server.subscribe.EndpointConfig;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;

/** A hub with users, who have streams of their own, and an administrator. */
final class AdminFixture implements AutoCloseable {

    static final String ADMIN_KEY = ApiKey.generate(new SecureRandom());
    static final String OTHER_KEY = ApiKey.generate(new SecureRandom());

    /** Everybody's own. */
    static final EndpointConfig SSE = EndpointConfig.builder("/sse")
            .topics("note", "chat.*")
            .bind("email", Claim.of("email"))
            .build();

    static final EndpointConfig NEWS =
            EndpointConfig.builder("/news").topics("news.**").build();

    private final RunningHub hub;

    AdminFixture() {
        this(Hub.open(), rules().build());
    }

    AdminFixture(Hub hub, Access access) {
        this.hub = RunningHub.start(
                hub, settings -> settings.access(access).endpoint(SSE).endpoint(NEWS));
    }

    static AccessBuilder rules() {
        return rules(tokens(SignedTokens.SECRET).build());
    }

    static TokenRules.Builder tokens(String secret) {
        return TokenRules.builder(TokenKeys.secret(secret)).algorithms(TokenAlgorithm.HS256);
    }

    static AccessBuilder rules(TokenRules tokens) {
        return Access.rules()
                .tokens(tokens)
                .key(new ApiKey("ops", ApiKey.hash(ADMIN_KEY), new Grants(List.of(), List.of(), true)))
                .key(new ApiKey("billing", ApiKey.hash(OTHER_KEY), new Grants(all(), all(), false)))
                .anonymous(new Grants(List.of(Filter.topic("news.**")), List.of(), false));
    }

    private static List<Filter> all() {
        return List.of(Filter.all());
    }

    RunningHub hub() {
        return hub;
    }

    /** Another one each time, of the same user, issued so many seconds ago. */
    static String token(String name, int secondsAgo) {
        JWTClaimsSet.Builder claims = SignedTokens.claims(name)
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(Instant.now().minusSeconds(secondsAgo)));
        return SignedTokens.token(claims);
    }

    static String bearer(String credential) {
        return "Authorization: Bearer " + credential + "\r\n";
    }

    RawClient.Response ask(String method, String target, String fields, String body) {
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        String type = body.isEmpty() ? "" : "Content-Type: application/json\r\nContent-Length: " + length + "\r\n";
        String request = method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + type + fields + "\r\n";
        try (RawClient client = hub.connect().send(request).send(body.getBytes(StandardCharsets.UTF_8))) {
            return client.readResponse();
        }
    }

    RawClient.Response admin(String method, String target) {
        return ask(method, target, bearer(ADMIN_KEY), "");
    }

    RawClient.Response revoke(String body) {
        return ask("POST", "/admin/revocations", bearer(ADMIN_KEY), body);
    }

    /** What a stream would be answered with. */
    int statusOf(String target, String credential) {
        String request = "HEAD " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + bearer(credential) + "\r\n";
        try (RawClient client = hub.connect().send(request)) {
            return client.readHead().status();
        }
    }

    DecodedStream open(RawClient client, String target, String fields) {
        client.send("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + fields + "\r\n");
        assertThat(client.readHead().status()).isEqualTo(200);
        return new DecodedStream(client.stream(Protocol.HTTP_1_1), "").readBlock();
    }

    DecodedStream open(RawClient client, Protocol protocol, String target, String... headers) {
        client.send(protocol.get(target, headers));
        assertThat(client.readHead().status()).isEqualTo(200);
        return new DecodedStream(client.stream(protocol), "").readBlock();
    }

    @Override
    public void close() {
        hub.close();
    }
}
