package dev.tidings.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;
import dev.tidings.server.ServerBuilder;
import dev.tidings.server.ServerLimits;
import dev.tidings.server.SseServer;
import dev.tidings.server.access.Access;
import dev.tidings.server.access.ApiKey;
import dev.tidings.server.access.Claim;
import dev.tidings.server.access.CorsRule;
import dev.tidings.server.access.Grants;
import dev.tidings.server.access.TokenAlgorithm;
import dev.tidings.server.access.TokenKeys;
import dev.tidings.server.access.TokenRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * A hub with a server on a real socket, and two who use it as they should: one asks on a connection of its own, one has a stream.
 * Lives as long as the process. For one thread.
 */
final class LiveHub {

    /** Signs the tokens of the corpus. */
    private static final String SECRET = "the secret of the fuzzing, of more than 32 bytes";

    /** 2 KiB for a head and 1 KiB for a body: small inputs are too large, too. */
    private static final ServerLimits LIMITS = ServerLimits.DEFAULT.withBytes(2 << 10, 1 << 10);

    /** 30 s: longer than the hub takes for anything, on a machine that has much else to do. */
    private static final int DEADLINE_MILLIS = 30_000;

    private final ErrorLog errors = ErrorLog.attach();
    private final Hub hub = Hub.open();
    private final String topic = "witness." + UUID.randomUUID();
    private final int port;
    private final StreamWitness witness;
    private final RequestWitness asking;
    private int published;

    private LiveHub(String endpoint, UnaryOperator<ServerBuilder> settings) {
        SseServer server = settings.apply(
                        SseServer.builder(hub).port(0).eventLoops(1).limits(LIMITS))
                .start();
        port = server.port();
        witness = new StreamWitness(this::connect, endpoint + "?topic=" + topic);
        asking = new RequestWitness(connect());
    }

    static LiveHub inDevelopment() {
        return new LiveHub("/events", settings -> settings);
    }

    static LiveHub withAccess() {
        Filter announcements = Filter.topics("announcement.**", "witness.**");
        Access access = Access.rules()
                .tokens(TokenRules.builder(TokenKeys.secret(SECRET))
                        .algorithms(TokenAlgorithm.HS256)
                        .cookie("session")
                        .build())
                .key(new ApiKey(
                        "billing",
                        ApiKey.hash("tk_of_the_corpus"),
                        new Grants(List.of(), List.of(Filter.topics("filter.**")), false)))
                .key(new ApiKey("admin", ApiKey.hash("tk_admin_of_the_corpus"), new Grants(List.of(), List.of(), true)))
                .anonymous(new Grants(List.of(announcements), List.of(), false))
                .cors(new CorsRule(Set.of("https://app.example.com"), true))
                .build();
        return new LiveHub(
                "/news",
                settings -> settings.access(access)
                        .endpoint("/news", endpoint -> endpoint.topics("announcement.**", "witness.**"))
                        .endpoint(
                                "/sse", endpoint -> endpoint.topics("filter.**").bind("email", Claim.of("email")))
                        .endpoint("/events", endpoint -> endpoint.topics("**").allow("email")));
    }

    /** Whatever somebody sends: all others are served as before, and nothing of it is a failure of the hub. */
    void outlives(byte[] input, Wire wire) {
        try (Socket socket = connect()) {
            wire.exchange(socket, input);
            // Without waiting for the peer: a connection for each input leaves no ports behind.
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        asking.isAnswered();
        String data = "event " + ++published;
        hub.publish(Event.of(topic, data));
        witness.receivesNext(data);
        assertThat(errors.seen()).isEmpty();
    }

    private Socket connect() {
        try {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(DEADLINE_MILLIS);
            socket.setTcpNoDelay(true);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
