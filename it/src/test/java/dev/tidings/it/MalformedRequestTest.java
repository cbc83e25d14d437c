package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no proper HTTP, or could be read in two ways, is refused; the connection ends and the hub serves on. */
class MalformedRequestTest {

    private static final String POST = "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

    private static RunningHub hub;

    @BeforeAll
    static void start() {
        hub = RunningHub.start();
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @AfterEach
    void theHubStillServes() {
        try (RawClient client = hub.connect().send(Protocol.HTTP_1_1.get("/health/live"))) {
            assertThat(client.readResponse().status()).isEqualTo(200);
        }
    }

    private static RawClient.Response refusalOf(String request) {
        try (RawClient client = hub.connect().send(request)) {
            RawClient.Response refusal = client.readResponse();
            assertThat(refusal.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(refusal.header("Connection")).isEqualTo("close");
            client.endOutput().awaitEnd();
            return refusal;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} ",
                "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
                "Content-Length: 2, 3\r\n\r\n{} ",
                "Content-Length: -2\r\n\r\n{}",
                "Content-Length: +2\r\n\r\n{}",
                "Content-Length: 99999999999999999999\r\n\r\n{}",
                "Transfer-Encoding: gzip\r\n\r\n{}",
                "Transfer-Encoding: chunked, gzip\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding : chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n2\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nfffffffff\r\n{}\r\n0\r\n\r\n",
            })
    void bodiesWhoseEndIsInDoubt(String rest) {
        assertThat(refusalOf(POST + rest).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /sse HTTP/1.1\r\nHost: localhost\r\nX-Long: one\r\n two\r\n\r\n",
                "GET /sse HTTP/1.1\r\nHost: localhost\r\nX-Long: one\r\n\ttwo\r\n\r\n",
                "\r\n\r\nGET /sse HTTP/1.1\r\nHost: localhost\r\nX-Long: one\r\n two\r\n\r\n",
                "GET /sse HTTP/1.1\r\n Host: localhost\r\n\r\n",
                " GET /sse HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /sse HTTP/1.1\nHost: localhost\n\n",
                "GET /sse HTTP/1.1\r\nHost: localhost\r\nno colon\r\n\r\n",
                "GET /sse HTTP/1.1\r\nHost: localhost\r\n: no name\r\n\r\n",
                "GET /sse HTTP/1.1\r\nHost: localhost\r\nX-Nul: \0\r\n\r\n",
                "GET /sse HTTP/1.1\r\nHost: localhost\r\nX-Return: a\rb\r\n\r\n",
                "GET /sse HTTP/1.1\r\nHost: localhost\r\nX(bad): a\r\n\r\n",
                "GET /sse HTTP/1.1\r\n\r\n",
                "GET /sse HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
                "GET /ss e HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /sse?email=\u00e4 HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET sse HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /sse#top HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /sse\r\n\r\n",
                "GET  HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "complete nonsense\r\n\r\n",
                "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003\r\n\r\n",
            })
    void headsThatAreNotHttp(String request) {
        assertThat(refusalOf(request).status()).isEqualTo(400);
    }

    @Test
    void otherVersions() {
        assertThat(refusalOf("GET / HTTP/2.0\r\nHost: localhost\r\n\r\n").status())
                .isIn(400, 505);
        assertThat(refusalOf("GET / HTTP/3.0\r\nHost: localhost\r\n\r\n").status())
                .isIn(400, 505);
    }

    @Test
    void aRequestLineThatIsTooLong() {
        assertThat(refusalOf("GET /sse?email=" + "x".repeat(17 << 10) + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .status())
                .isEqualTo(414);
    }

    @Test
    void aHeadThatIsTooLarge() {
        String field = "X-Field: " + "x".repeat(1000) + "\r\n";
        assertThat(refusalOf("GET /sse HTTP/1.1\r\nHost: localhost\r\n" + field.repeat(17) + "\r\n")
                        .status())
                .isEqualTo(431);
    }

    @Test
    void aLineAndAHeadThatAreTooLargeTogether() {
        assertThat(refusalOf("GET /sse?email=" + "x".repeat(9 << 10) + " HTTP/1.1\r\nHost: localhost\r\nX-Field: "
                                + "x".repeat(9 << 10) + "\r\n\r\n")
                        .status())
                .isEqualTo(431);
    }

    @Test
    void garbageBehindAGoodRequest() {
        try (RawClient client = hub.connect()) {
            client.send(Protocol.HTTP_1_1.get("/health/live") + "\u0000\u0001garbage\r\n\r\n");

            assertThat(client.readResponse().status()).isEqualTo(200);
            assertThat(client.readResponse().status()).isEqualTo(400);
            client.endOutput().awaitEnd();
        }
    }

    @Test
    void anExpectationThatNobodyKnows() {
        assertThat(refusalOf(POST + "Content-Length: 2\r\nExpect: the-spanish-inquisition\r\n\r\n")
                        .status())
                .isEqualTo(417);
    }
}
