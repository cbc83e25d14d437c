package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.server.publish.CloudEventAttributes;
import dev.tidings.sse.SseMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CloudEvents in the three modes of their HTTP binding, from a publisher's socket to a subscriber's. */
class CloudEventsTest {

    private static final Protocol HTTP = Protocol.HTTP_1_1;
    private static final String STRUCTURED = "application/cloudevents+json; charset=UTF-8";
    private static final String BATCHED = "application/cloudevents-batch+json";
    private static final String CONTEXT = "\"specversion\":\"1.0\",\"source\":\"/shop\",\"type\":\"order.paid\"";
    private static final String[] HEAD = {"ce-specversion: 1.0", "ce-source: /shop", "ce-type: order.paid"};

    private RunningHub hub;
    private RawClient subscriber;
    private DecodedStream stream;

    @BeforeEach
    void start() {
        hub = RunningHub.start(settings -> settings.cloudEventAttributes(
                new CloudEventAttributes(Map.of("subject", "email", "tenantid", "tenant"))));
        subscriber = hub.connect();
        stream = DecodedStream.open(subscriber, HTTP, "/events?topic=order.*&topic=end&email=ann%40example.com", "")
                .readBlock();
    }

    @AfterEach
    void stop() {
        subscriber.close();
        hub.close();
    }

    @Test
    void anEventIsTheSameInEveryMode() {
        String event = "{" + CONTEXT + ",\"id\":\"1\",\"subject\":\"ann@example.com\",\"data\":{\"total\":12}}";

        RawClient.Response structured = post(STRUCTURED, event);
        RawClient.Response batched = post(BATCHED, "[" + event + "]");
        RawClient.Response binary = post(
                "application/json",
                "{ \"total\": 12 }",
                HEAD[0],
                HEAD[1],
                HEAD[2],
                "ce-id: 1",
                "ce-subject: ann%40example.com");

        assertThat(structured.body()).matches("\\{\"id\":\"[a-z0-9]+-1\"}");
        assertThat(binary.body()).isEqualTo(structured.body());
        assertThat(batched.body())
                .isEqualTo(structured.body().replace("\"id\":", "\"ids\":[").replace("}", "]}"));
        assertThat(delivered()).containsExactly("{\"total\":12}");
    }

    @Test
    void aBatchIsPublishedWholeOrNotAtAll() {
        String first = "{" + CONTEXT + ",\"id\":\"1\",\"subject\":\"ann@example.com\",\"data\":\"one\"}";
        String second = "{" + CONTEXT + ",\"id\":\"2\",\"subject\":\"ann@example.com\",\"data\":\"two\"}";

        assertThat(post(BATCHED, "[" + first + "," + second.replace("1.0", "0.3") + "]")
                        .body())
                .contains("event 2 of the array", "specversion: '0.3' (expected: '1.0')");
        assertThat(post(BATCHED, "[" + first + "," + second + "]").body())
                .matches("\\{\"ids\":\\[\"[a-z0-9]+-1\",\"[a-z0-9]+-2\"]}");
        assertThat(post(BATCHED, "[]").body()).isEqualTo("{\"ids\":[]}");
        assertThat(delivered()).containsExactly("one", "two");
    }

    @Test
    void anotherEventOfTheSameSourceAndIdIsRefused() {
        String event = "{" + CONTEXT + ",\"id\":\"1\",\"subject\":\"ann@example.com\",\"data\":1}";

        post(STRUCTURED, event);
        assertThat(post(STRUCTURED, event.replace("\"data\":1", "\"data\":2")).status())
                .isEqualTo(422);
        assertThat(post(STRUCTURED, event, "Idempotency-Key: k").body())
                .contains("with a CloudEvent, whose source and id are its key");
        assertThat(delivered()).containsExactly("1");
    }

    @Test
    void textAndNothingAreDataToo() {
        post("text/plain", "two\nlines", HEAD[0], HEAD[1], HEAD[2], "ce-id: 1", "ce-subject: ann@example.com");
        post("application/json", "", HEAD[0], HEAD[1], HEAD[2], "ce-id: 2", "ce-subject: ann@example.com");
        post(STRUCTURED, "{" + CONTEXT + ",\"id\":\"3\",\"subject\":\"ann@example.com\",\"data_base64\":\"IuKCrCI=\"}");

        assertThat(delivered()).containsExactly("two\nlines", "", "€");
    }

    @Test
    void extensionsRouteAsConfigured() {
        try (RawClient client = hub.connect()) {
            DecodedStream tenant =
                    DecodedStream.open(client, HTTP, "/events?tenant=7", "").readBlock();

            post("text/plain", "other", HEAD[0], HEAD[1], HEAD[2], "ce-id: 1", "ce-tenantid: 8");
            post("text/plain", "ours", HEAD[0], HEAD[1], HEAD[2], "ce-id: 2", "ce-tenantid: 7");

            assertThat(tenant.next().data()).isEqualTo("ours");
        }
    }

    /** What a form of any web page could send has no such header field. */
    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data"})
    void withoutAVersionAFormIsRefused(String contentType) {
        String event = "{" + CONTEXT + ",\"id\":\"1\",\"subject\":\"ann@example.com\",\"data\":1}";

        assertThat(post(contentType, event).status()).isEqualTo(415);
        assertThat(post(contentType, event, HEAD[1], HEAD[2], "ce-id: 1").status())
                .isEqualTo(415);
        assertThat(delivered()).isEmpty();
    }

    /** A page of another origin has to ask first, and is refused. */
    @Test
    void aPageFromElsewhereIsNotAllowedTheHeaderFields() {
        try (RawClient page = hub.connect()) {
            page.send("OPTIONS /events HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\n"
                    + "Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: ce-specversion\r\n\r\n");
            RawClient.Response refusal = page.readResponse();
            assertThat(refusal.status()).isEqualTo(403);
            assertThat(refusal.header("Access-Control-Allow-Headers")).isEmpty();
        }
        assertThat(post("text/plain", "x", HEAD[0], HEAD[1], HEAD[2], "ce-id: 1", "Origin: https://evil.example")
                        .status())
                .isEqualTo(403);
    }

    private RawClient.Response post(String contentType, String body, String... headers) {
        try (RawClient publisher = hub.connect().send(HTTP.post("/events", contentType, body, headers))) {
            return publisher.readResponse();
        }
    }

    /** The data of everything that has been delivered by now. */
    private List<String> delivered() {
        String end = "{\"topic\":\"end\",\"attributes\":{\"email\":\"ann@example.com\"},\"data\":\"end\"}";
        assertThat(post("application/json", end).status()).isEqualTo(200);
        List<String> data = new ArrayList<>();
        for (SseMessage message = stream.next(); !message.data().equals("end"); message = stream.next()) {
            data.add(message.data());
        }
        return data;
    }
}
