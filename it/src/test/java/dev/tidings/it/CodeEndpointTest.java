package dev.tidings.it;

import static dev.tidings.it.SignedTokens.claims;
import static dev.tidings.it.SignedTokens.token;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.stream.SseStream;
import dev.tidings.hub.stream.StreamFormat;
import dev.tidings.server.SseServer;
import dev.tidings.server.access.Access;
import dev.tidings.server.access.Claim;
import dev.tidings.server.access.Grants;
import dev.tidings.server.access.TokenAlgorithm;
import dev.tidings.server.access.TokenKeys;
import dev.tidings.server.access.TokenRules;
import dev.tidings.server.http.Problem;
import dev.tidings.sse.SseEncoder;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Endpoints whose streams are described in code: what a query binds to, who may have what, and what is shared. */
class CodeEndpointTest {

    enum Level {
        INFO,
        WARN
    }

    record SseQuery(@NotNull @Email String email) {}

    record Search(List<String> room, int limit, @Nullable Level level) {}

    record Nothing() {}

    record Reserved(String lastEventId) {}

    private final AtomicInteger loud = new AtomicInteger();
    private final AtomicInteger quiet = new AtomicInteger();
    private RunningHub hub;

    @AfterEach
    void stop() {
        hub.close();
    }

    /** Data in capital or small letters; counts how often it is asked. */
    private record Voice(boolean capital, AtomicInteger calls) implements StreamFormat {

        @Override
        public byte[] block(Delivery delivery) {
            calls.incrementAndGet();
            return state(delivery.id(), delivery.event().data());
        }

        @Override
        public byte[] state(@Nullable EventId id, Object state) {
            String text = capital ? state.toString().toUpperCase(Locale.ROOT) : state.toString();
            return SseEncoder.message(id == null ? null : id.toString(), null, text.getBytes(UTF_8));
        }
    }

    private SseStream verified(String email) {
        return SseStream.of(hub.hub(), Filter.topic("filter.verified").where("email", email));
    }

    private SseStream spoken(String topic, boolean capital) {
        return SseStream.of(
                hub.hub(), Subscription.of(Filter.topic(topic)), new Voice(capital, capital ? loud : quiet));
    }

    private void start() {
        hub = RunningHub.start(settings -> settings.eventLoops(1)
                .endpoint("/sse", SseQuery.class, query -> verified(query.email()))
                .endpoint(
                        "/search",
                        Search.class,
                        query -> SseStream.of(hub.hub(), Filter.topic("chat").where("room", query.room())))
                .endpoint("/loud", Nothing.class, query -> spoken("say", true).startWith(() -> "state"))
                .endpoint("/quiet", Nothing.class, query -> spoken("say", false))
                .endpoint("/broken", Nothing.class, query -> {
                    throw new IllegalStateException("a fault of the application");
                }));
    }

    private RawClient.Response get(String target) {
        try (RawClient client = hub.connect()) {
            return client.send("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                    .readResponse();
        }
    }

    private static Event verification(String email, String data) {
        return Event.of("filter.verified", data).with("email", email);
    }

    @ParameterizedTest
    @EnumSource
    void queryBindsToTheRecordAndTheStreamFollowsIt(Protocol protocol) {
        start();
        try (RawClient client = hub.connect(protocol)) {
            DecodedStream stream = DecodedStream.open(client, protocol, "/sse?email=ann%40example.com", "");
            hub.publish(verification("bob@example.com", "his"));
            EventId hers = hub.publish(verification("ann@example.com", "hers"));

            assertThat(stream.next().data()).isEqualTo("hers");
            assertThat(stream.lastEventId()).isEqualTo(hers.toString());
        }
    }

    @Test
    void clientThatComesBackGetsWhatItMissed() {
        start();
        EventId first = hub.publish(verification("ann@example.com", "one"));
        hub.publish(verification("ann@example.com", "two"));
        try (RawClient client = hub.connect()) {
            DecodedStream stream =
                    DecodedStream.open(client, Protocol.HTTP_1_1, "/sse?email=ann%40example.com", first.toString());

            assertThat(stream.next().data()).isEqualTo("two");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/sse | parameter 'email': must not be null",
                "/sse?email=nobody | parameter 'email': must be a well-formed email address",
                "/sse?emial=a%40b.c | unknown parameter 'emial': this endpoint takes email; did you mean 'email'?",
                "/sse?email=a%40b.c&email=d%40e.f | parameter 'email' is given 2 times (expected: once)",
                "/sse?email=a%40b.c&access_token=x | parameter 'access_token' is refused",
                "/sse?email=a%40b.c&last=0 | last: '0' (expected: a whole number from 1 to 1000)",
                "/search?room=7 | missing parameter 'limit': this endpoint requires it",
                "/search?room=7&limit=many | parameter 'limit': 'many' (expected: a whole number)",
                "/search?room=7&limit=1&level=LOUD | parameter 'level': 'LOUD' (expected: one of INFO, WARN)",
                "/search?limit=1&room= | query: attribute room: ''",
                "/loud?x=1 | unknown parameter 'x': this endpoint takes no parameters"
            })
    void whatDoesNotBindIsRefusedByName(String target, String detail) {
        start();

        RawClient.Response refused = get(target);

        assertThat(refused.head().status()).isEqualTo(400);
        assertThat(refused.body()).contains(detail);
    }

    @Test
    void faultOfTheCodeIsA500ThatSaysNothingOfIt() {
        start();

        RawClient.Response failed = get("/broken");

        assertThat(failed.head().status()).isEqualTo(500);
        assertThat(failed.body()).contains("the stream could not be opened").doesNotContain("fault of the application");
    }

    @Test
    void componentWithAReservedNameFailsWhenItIsRegistered() {
        start();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SseServer.builder(hub.hub())
                        .endpoint("/sse", Reserved.class, query -> verified(query.lastEventId())))
                .withMessageContaining("component 'lastEventId' is reserved");
    }

    @Test
    void eventIsMappedOnceForAllClientsOfAnEndpointAndNeverSharedWithAnother() {
        start();
        List<RawClient> clients =
                List.of(hub.connect(), hub.connect(), hub.connect(), hub.connect(Protocol.HTTP_2), hub.connect());
        try {
            List<DecodedStream> streams = List.of(
                    DecodedStream.open(clients.get(0), Protocol.HTTP_1_1, "/loud", ""),
                    DecodedStream.open(clients.get(1), Protocol.HTTP_1_1, "/loud", ""),
                    DecodedStream.open(clients.get(2), Protocol.HTTP_1_1, "/loud", ""),
                    DecodedStream.open(clients.get(3), Protocol.HTTP_2, "/loud", ""),
                    DecodedStream.open(clients.get(4), Protocol.HTTP_1_1, "/quiet", ""));
            streams.subList(0, 4)
                    .forEach(stream -> assertThat(stream.next().data()).isEqualTo("STATE"));
            loud.set(0);
            EventId id = hub.publish(Event.of("say", "Hello"));

            assertThat(streams.stream().map(stream -> stream.next().data()))
                    .containsExactly("HELLO", "HELLO", "HELLO", "HELLO", "Hello");
            assertThat(streams).allMatch(stream -> stream.lastEventId().equals(id.toString()));
            assertThat(loud).hasValue(1);
            assertThat(quiet).hasValue(1);
        } finally {
            clients.forEach(RawClient::close);
        }
    }

    @Test
    void whoeverDeclaresEndpointsInCodeSaysWhatMayBeRead() {
        start();

        assertThat(get("/events?topic=**").head().status()).isEqualTo(405);
    }

    @Test
    void codeThatIsNotToldWhoAsksGivesNoMoreThanIsGranted() {
        startGuarded();

        assertThat(get("/granted?email=ann%40example.com").head().status()).isEqualTo(401);
        assertThat(getAs("ann", "/granted?email=bob%40example.com").head().status())
                .isEqualTo(403);
    }

    @Test
    void codeThatIsToldWhoAsksIsThePermission() {
        startGuarded();

        assertThat(getAs("eve", "/own").body()).contains("eve may not");
        try (RawClient client = hub.connect()) {
            assertThat(client.send(request("ann", "/own")).readHead().status()).isEqualTo(200);
            DecodedStream stream = new DecodedStream(client.stream(Protocol.HTTP_1_1), "");
            hub.publish(verification("ann@example.com", "hers"));
            assertThat(stream.next().data()).isEqualTo("hers");
            hub.hub().disconnect("user:ann").toCompletableFuture().join();
            assertThat(stream.next().type()).isEqualTo("tidings.closed");
        }
    }

    @Test
    void whoIsNoLongerKnownWhenTheCodeIsDoneGetsNothing() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch revoked = new CountDownLatch(1);
        hub = RunningHub.start(settings -> settings.access(guarded(SignedTokens.SECRET))
                .endpoint("/slow", Nothing.class, (query, who) -> {
                    running.countDown();
                    try {
                        revoked.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return verified("ann@example.com");
                }));
        try (RawClient client = hub.connect()) {
            client.send(request("ann", "/slow"));
            running.await();
            hub.server()
                    .reload(guarded("another secret that is long enough for HMAC, too"), List.of())
                    .toCompletableFuture()
                    .join();
            revoked.countDown();

            assertThat(client.readResponse().head().status()).isEqualTo(401);
        }
    }

    private void startGuarded() {
        hub = RunningHub.start(settings -> settings.access(guarded(SignedTokens.SECRET))
                .endpoint("/granted", SseQuery.class, query -> verified(query.email()))
                .endpoint("/own", Nothing.class, (query, who) -> {
                    if (who.id().equals("user:eve")) {
                        throw Problem.of(403, "eve may not").toException();
                    }
                    return verified(Claim.of("email").valuesFor(who).iterator().next());
                }));
    }

    private static Access guarded(String secret) {
        return Access.rules()
                .tokens(TokenRules.builder(TokenKeys.secret(secret))
                        .algorithms(TokenAlgorithm.HS256)
                        .build())
                .anonymous(new Grants(List.of(Filter.topic("announcement.**")), List.of(), false))
                .build();
    }

    private static String request(String name, String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                + token(claims(name).claim("email", name + "@example.com")) + "\r\n\r\n";
    }

    private RawClient.Response getAs(String name, String target) {
        try (RawClient client = hub.connect()) {
            return client.send(request(name, target)).readResponse();
        }
    }
}
