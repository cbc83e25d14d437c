package dev.tidings.server.access;

import static dev.tidings.server.http.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tidings.server.http.RequestHead;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {

    private static final Access DEVELOPMENT = Access.development();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LocalHost:8080",
                "127.0.0.1",
                "127.0.0.1:1",
                "127.255.0.254:65535",
                "[::1]",
                "[::1]:8080"
            })
    void loopbackHostAndOriginAreAdmitted(String host) {
        Head head = new Head().with("Host", host).with("Origin", "http://" + host);

        assertThatCode(() -> DEVELOPMENT.admit(head)).doesNotThrowAnyException();
        assertThatCode(() -> DEVELOPMENT.admit(new Head().with("host", host).with("origin", "https://" + host)))
                .doesNotThrowAnyException();
        assertThat(DEVELOPMENT.corsHeaders(head))
                .isEqualTo(Map.of("Vary", "Origin", "Access-Control-Allow-Origin", "http://" + host));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "evil.example",
                "localhost.evil.example",
                "localhost:8080.evil.example",
                "evil.example:80",
                "127.0.0.1.evil.example",
                "127.0.0.256",
                "127.0.0.01",
                "127.1",
                "128.0.0.1",
                "0.0.0.0",
                "2130706433",
                "[::]",
                "::1",
                "[::1",
                "[::1]x",
                "user@localhost",
                "localhost:",
                "localhost:123456",
                "localhost/",
                "localhost\n",
                "192.168.1.5:8080",
            })
    void otherHostIsRefused(String host) {
        assertThat(refusalOf(() -> DEVELOPMENT.admit(new Head().with("Host", host))))
                .isEqualTo(
                        "421 host '" + host + "' is not answered: without 'access' this hub is in development mode "
                                + "and answers to localhost, 127.0.0.1 and [::1] only; configure 'access' to serve other names");
    }

    @Test
    void hostMustBeThereOnce() {
        assertThat(refusalOf(() -> DEVELOPMENT.admit(new Head())))
                .isEqualTo("400 no Host header field: HTTP/1.1 requires one");
        assertThat(refusalOf(() ->
                        DEVELOPMENT.admit(new Head().with("Host", "localhost").with("Host", "localhost"))))
                .isEqualTo("400 2 Host header fields (expected: one)");
        Head http10 = new Head();
        http10.isHttp10 = true;
        assertThatCode(() -> DEVELOPMENT.admit(http10)).doesNotThrowAnyException();
        assertThat(refusalOf(() -> DEVELOPMENT.admit(http10.with("Host", "evil.example"))))
                .startsWith("421 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "http://localhost.evil.example",
                "http://evil.example:8080",
                "http://127.0.0.1@evil.example",
                "file://",
                "chrome-extension://abcdef",
                "ws://localhost",
                "localhost",
                "http://localhost/",
                "",
            })
    void otherOriginIsRefused(String origin) {
        Head head = new Head().with("Host", "localhost").with("Origin", origin);

        assertThat(refusalOf(() -> DEVELOPMENT.admit(head)))
                .isEqualTo(
                        "403 origin '" + origin + "' is not allowed: without 'access' this hub is in development mode "
                                + "and takes requests of pages from localhost, 127.0.0.1 and [::1] only; "
                                + "configure 'access' to let pages of other origins in");
        assertThat(DEVELOPMENT.corsHeaders(head)).isEqualTo(Map.of("Vary", "Origin"));
        assertThat(DEVELOPMENT.preflightHeaders(head)).isEmpty();
    }

    @Test
    void fileAndSandboxAreRefusedWithARemedy() {
        assertThat(refusalOf(() ->
                        DEVELOPMENT.admit(new Head().with("Host", "localhost").with("Origin", "null"))))
                .isEqualTo("403 origin 'null' is not allowed: without 'access' this hub is in development mode "
                        + "and takes requests of pages from localhost, 127.0.0.1 and [::1] only; "
                        + "serve the page over http from this machine instead of opening it as a file");
    }

    @Test
    void twoOriginsAreRefused() {
        Head head = new Head()
                .with("Host", "localhost")
                .with("Origin", "http://localhost")
                .with("Origin", "https://evil.example");

        assertThat(refusalOf(() -> DEVELOPMENT.admit(head))).startsWith("403 ");
        assertThat(DEVELOPMENT.corsHeaders(head)).isEqualTo(Map.of("Vary", "Origin"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Forwarded", "X-Forwarded-For", "x-forwarded-host", "X-FORWARDED-ANYTHING", "X-Real-IP", "Via"})
    void forwardedRequestIsRefused(String name) {
        assertThat(refusalOf(() ->
                        DEVELOPMENT.admit(new Head().with("Host", "localhost").with(name, "x"))))
                .isEqualTo("403 the request came through a proxy (header field '" + name
                        + "'): without 'access' this hub is "
                        + "in development mode and is for this machine only; configure 'access', or write "
                        + "'access: open' if the proxy decides who may use it");
    }

    @Test
    void preflightNamesWhatIsTaken() {
        assertThat(DEVELOPMENT.preflightHeaders(new Head().with("Origin", "http://localhost:3000")))
                .isEqualTo(Map.of(
                        "Access-Control-Allow-Methods", "GET, POST",
                        "Access-Control-Allow-Headers", "Authorization, Content-Type, Last-Event-ID, Idempotency-Key",
                        "Access-Control-Max-Age", "600"));
        assertThat(DEVELOPMENT.corsHeaders(new Head())).isEqualTo(Map.of("Vary", "Origin"));
    }

    @Test
    void openAdmitsAnythingAndLetsNoOtherOriginRead() {
        Head head =
                new Head().with("Host", "evil.example").with("Origin", "null").with("Forwarded", "for=x");

        assertThatCode(() -> Access.open().admit(head)).doesNotThrowAnyException();
        assertThat(Access.open().corsHeaders(head)).isEmpty();
        assertThat(Access.open().preflightHeaders(head)).isEmpty();
    }

    @Test
    void otherMachinesMayReachOnlyAHubWhoseAccessWasSaid() throws UnknownHostException {
        AddressRule.check(InetAddress.getLoopbackAddress(), DEVELOPMENT);
        AddressRule.check(InetAddress.getByName("127.9.9.9"), DEVELOPMENT);
        AddressRule.check(
                InetAddress.getByAddress(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}), DEVELOPMENT);
        AddressRule.check(InetAddress.getByName("0.0.0.0"), Access.open());
        for (String address : List.of("0.0.0.0", "192.168.1.5")) {
            InetAddress host = InetAddress.getByName(address);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> AddressRule.check(host, DEVELOPMENT))
                    .withMessage("host: " + address
                            + " (expected: a loopback address such as 127.0.0.1, because nothing says "
                            + "who may use the hub: configure 'access', or write 'access: open' to let everybody who "
                            + "reaches it publish and subscribe)");
        }
    }

    private static final class Head implements RequestHead {

        private final Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        private boolean isHttp10;

        Head with(String name, String value) {
            fields.computeIfAbsent(name, unseen -> new ArrayList<>()).add(value);
            return this;
        }

        @Override
        public String method() {
            return "GET";
        }

        @Override
        public boolean isHttp10() {
            return isHttp10;
        }

        @Override
        public Iterable<String> names() {
            return fields.keySet();
        }

        @Override
        public List<String> values(CharSequence name) {
            return fields.getOrDefault(name.toString(), List.of());
        }
    }
}
