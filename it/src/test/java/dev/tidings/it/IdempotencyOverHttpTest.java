package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.sse.SseMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is sent again under its key is published once, and answered as the first time. */
class IdempotencyOverHttpTest {

    private static final Protocol HTTP = Protocol.HTTP_1_1;
    private static final String JSON = "application/json";
    private static final String NDJSON = "application/x-ndjson";
    private static final String END = "{\"topic\":\"end\",\"data\":\"end\"}";

    private RunningHub hub;
    private RawClient subscriber;
    private DecodedStream stream;

    @BeforeEach
    void start() {
        hub = RunningHub.start();
        subscriber = hub.connect();
        stream = DecodedStream.open(subscriber, HTTP, "/events", "").readBlock();
    }

    @AfterEach
    void stop() {
        subscriber.close();
        hub.close();
    }

    @Test
    void aRepeatedEventHasItsFirstIdAndIsDeliveredOnce() {
        String event = "{\"topic\":\"a\",\"data\":\"one\"}";

        RawClient.Response first = post(JSON, event, "Idempotency-Key: k");
        RawClient.Response again = post(JSON, event, "Idempotency-Key: k");
        RawClient.Response quoted = post(JSON, " " + event, "idempotency-key: \"k\"");
        RawClient.Response field = post(JSON, "{\"idempotencyKey\":\"k\"," + event.substring(1));

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.body()).matches("\\{\"id\":\"[a-z0-9]+-1\"}");
        assertThat(List.of(again, quoted, field))
                .allSatisfy(response -> assertThat(response.body()).isEqualTo(first.body()));
        assertThat(delivered()).containsExactly("one");
    }

    @Test
    void aRepeatedArrayHasItsFirstIdsInTheirOrder() {
        String array = "[{\"topic\":\"a\",\"data\":\"one\"},{\"topic\":\"a\",\"data\":\"two\"}]";
        String keyed =
                "[{\"topic\":\"a\",\"data\":\"new\"},{\"topic\":\"a\",\"data\":\"three\",\"idempotencyKey\":\"3\"}]";

        String first = post(JSON, array, "Idempotency-Key: k").body();
        assertThat(post(JSON, array, "Idempotency-Key: k").body()).isEqualTo(first);

        List<String> some = ids(post(JSON, keyed).body());
        List<String> more = ids(post(JSON, keyed).body());
        assertThat(more.get(1)).isEqualTo(some.get(1));
        assertThat(more.get(0)).isNotEqualTo(some.get(0));
        assertThat(delivered()).containsExactly("one", "two", "new", "three", "new");
    }

    @Test
    void otherEventsUnderAKeyAreRefusedWholeAndTheConnectionStays() {
        post(JSON, "{\"topic\":\"a\",\"data\":\"one\",\"idempotencyKey\":\"k\"}");
        try (RawClient publisher = hub.connect()) {
            publisher.send(
                    HTTP.post(
                            "/events",
                            JSON,
                            "[{\"topic\":\"a\",\"data\":\"two\"},{\"topic\":\"a\",\"data\":\"other\",\"idempotencyKey\":\"k\"}]"));
            RawClient.Response refusal = publisher.readResponse();
            assertThat(refusal.status()).isEqualTo(422);
            assertThat(refusal.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(refusal.body())
                    .contains("\"title\":\"Unprocessable Content\"", "used for other events within the last 300 s");

            publisher.send(HTTP.post("/events", JSON, "{\"topic\":\"a\",\"data\":\"three\"}"));
            assertThat(publisher.readResponse().status()).isEqualTo(200);
        }
        assertThat(delivered()).containsExactly("one", "three");
    }

    @Test
    void whatCannotBeAKeyIsRefused() {
        String event = "{\"topic\":\"a\",\"data\":1,\"idempotencyKey\":\"k\"}";

        assertThat(post(JSON, event, "Idempotency-Key: k").body()).contains("either the header field Idempotency-Key");
        assertThat(post(JSON, event, "Idempotency-Key: k", "Idempotency-Key: k").body())
                .contains("Idempotency-Key: 2 header fields (expected: at most one)");
        assertThat(post(NDJSON, event, "Idempotency-Key: k").body())
                .contains("an 'idempotencyKey' of its own for each line");
        assertThat(post(JSON, event, "Idempotency-Key: ").status()).isEqualTo(400);
        assertThat(delivered()).isEmpty();
    }

    @Test
    void largeBodiesAreKnownAgainToo() {
        String array = "[" + "{\"topic\":\"a\",\"data\":\"x\"},".repeat(300) + "{\"topic\":\"a\",\"data\":\""
                + "x".repeat(100_000) + "\"}]";

        String first = post(JSON, array, "Idempotency-Key: k").body();
        String again = post(JSON, array, "Idempotency-Key: k").body();
        RawClient.Response other = post(JSON, array.replace("x\"}]", "y\"}]"), "Idempotency-Key: k");

        assertThat(ids(first)).hasSize(301);
        assertThat(again).isEqualTo(first);
        assertThat(other.status()).isEqualTo(422);
        assertThat(delivered()).hasSize(301);
    }

    @Test
    void eightAtOnceUnderOneKeyPublishOneEvent() throws Exception {
        int publishers = 8;
        int rounds = 20;
        CyclicBarrier together = new CyclicBarrier(publishers);
        ExecutorService threads = Executors.newFixedThreadPool(publishers);
        try {
            Callable<List<String>> publisher = () -> {
                List<String> answers = new ArrayList<>();
                try (RawClient client = hub.connect()) {
                    for (int round = 0; round < rounds; round++) {
                        together.await(10, TimeUnit.SECONDS);
                        client.send(HTTP.post(
                                "/events",
                                JSON,
                                "{\"topic\":\"a\",\"data\":" + round + "}",
                                "Idempotency-Key: k" + round));
                        answers.add(client.readResponse().body());
                    }
                }
                return answers;
            };
            List<Future<List<String>>> all = new ArrayList<>();
            for (int i = 0; i < publishers; i++) {
                all.add(threads.submit(publisher));
            }
            List<String> first = all.get(0).get(30, TimeUnit.SECONDS);
            for (Future<List<String>> other : all) {
                assertThat(other.get(30, TimeUnit.SECONDS)).isEqualTo(first);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(delivered()).hasSize(rounds).doesNotHaveDuplicates();
    }

    @Test
    void aStreamThatIsCutAndSentAgainPublishesEachLineOnce() {
        Random random = RandomSeed.random("IdempotencyOverHttpTest");
        int lines = 50;
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            body.append("{\"topic\":\"a\",\"data\":\"")
                    .append(i)
                    .append("\",\"idempotencyKey\":\"line-")
                    .append(i)
                    .append("\"}\n");
        }
        for (int round = 0; round < 10; round++) {
            int sent = random.nextInt(body.length());
            hub.connect().send(head(body.length()) + body.substring(0, sent)).close();
        }

        List<String> first = ids(post(NDJSON, body.toString()).body());
        List<String> again = ids(post(NDJSON, body.toString()).body());

        assertThat(first).hasSize(lines);
        assertThat(again).isEqualTo(first);
        assertThat(delivered()).hasSize(lines).doesNotHaveDuplicates();
    }

    @Test
    void aLineUnderAUsedKeyIsNamedWhereverTheBodyIsCut() {
        post(JSON, "{\"topic\":\"a\",\"data\":\"old\"}", "Idempotency-Key: used");
        String body = "{\"topic\":\"a\",\"data\":\"1\",\"idempotencyKey\":\"1\"}\n\n"
                + "{\"topic\":\"a\",\"data\":\"2\",\"idempotencyKey\":\"2\"}\n"
                + "{\"topic\":\"a\",\"data\":\"3\",\"idempotencyKey\":\"used\"}\n"
                + "{\"topic\":\"a\",\"data\":\"4\",\"idempotencyKey\":\"4\"}\n";
        for (int cut = 0; cut < body.length(); cut += 11) {
            try (RawClient publisher = hub.connect()) {
                publisher.send(head(body.length()) + body.substring(0, cut));
                publisher.send(body.substring(cut));
                RawClient.Response refusal = publisher.readResponse();
                assertThat(refusal.status()).isEqualTo(422);
                assertThat(refusal.body())
                        .contains(
                                "line 4: idempotency key: used",
                                "2 events were published",
                                "\"line\":4,\"published\":2");
            }
        }
        assertThat(delivered()).containsExactly("old", "1", "2");
    }

    private static String head(int length) {
        return "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + NDJSON + "\r\nContent-Length: " + length
                + "\r\n\r\n";
    }

    private RawClient.Response post(String contentType, String body, String... headers) {
        try (RawClient publisher = hub.connect().send(HTTP.post("/events", contentType, body, headers))) {
            return publisher.readResponse();
        }
    }

    private static List<String> ids(String answer) {
        assertThat(answer).startsWith("{\"ids\":[\"").endsWith("\"]}");
        return List.of(answer.substring(9, answer.length() - 3).split("\",\"", -1));
    }

    /** The data of everything that has been delivered by now. */
    private List<String> delivered() {
        assertThat(post(JSON, END).status()).isEqualTo(200);
        List<String> data = new ArrayList<>();
        for (SseMessage message = stream.next(); !message.data().equals("end"); message = stream.next()) {
            data.add(message.data());
        }
        return data;
    }
}
