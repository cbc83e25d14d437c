package dev.tidings.server.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxiesTest {

    private final Proxies proxies = Proxies.trusted(List.of("10.0.0.0/8", "127.0.0.1", "fd00::/8"), "X-Forwarded-For");

    @ParameterizedTest
    @CsvSource({
        "203.0.113.9, 203.0.113.9",
        "'6.6.6.6, 203.0.113.9', 203.0.113.9",
        "'6.6.6.6, 203.0.113.9, 10.0.0.2', 203.0.113.9",
        "'203.0.113.9,10.0.0.2,  10.9.9.9', 203.0.113.9",
        "'10.0.0.3, 2001:db8::1, fd00::7', 2001:db8::1",
    })
    void theLastThatIsNoProxyIsTheClient(String field, String client) throws Exception {
        assertThat(proxies.client(List.of(field))).isEqualTo(InetAddress.getByName(client));
    }

    @Test
    void fieldsAreOneListInTheirOrder() throws Exception {
        assertThat(proxies.client(List.of("6.6.6.6", "203.0.113.9", "10.0.0.2")))
                .isEqualTo(InetAddress.getByName("203.0.113.9"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10.0.0.1", "203.0.113.9, unknown", "203.0.113.9, example.com", "203.0.113.9,"})
    void whatIsNoAddressIsNobodyAndIsNotLookedUp(String field) {
        assertThat(proxies.client(List.of(field))).isNull();
    }

    @Test
    void nobodyIsTrustedUnlessNamed() throws Exception {
        assertThat(Proxies.NONE.trusts(InetAddress.getByName("127.0.0.1"))).isFalse();
        assertThat(proxies.trusts(InetAddress.getByName("10.255.0.1"))).isTrue();
        assertThat(proxies.trusts(InetAddress.getByName("11.0.0.1"))).isFalse();
        assertThat(proxies.trusts(InetAddress.getByName("fd12::1"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "fd00::/129", "10.0.0/8/8"})
    void whatIsNoNetworkIsRefused(String network) {
        assertThatThrownBy(() -> Proxies.trusted(List.of(network), "X-Forwarded-For"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + network + "'");
    }
}
