package dev.tidings.emitter;

import static java.net.http.HttpResponse.BodyHandlers.discarding;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tidings.emitter.StreamRecorder.Client;
import dev.tidings.hub.Hub;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.shard.Membership;
import dev.tidings.hub.stream.SseStream;
import dev.tidings.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What docs/emitter.md shows is what runs here, and does what it says. */
class EmitterDocTest {

    private static final Pattern JAVA = Pattern.compile("(?ms)^```java\n(.*?)^```$");

    @Topic("filter.verified")
    record FilterVerified(@Attribute String email, boolean isVerified) {}

    @Topic("filter.removed")
    record FilterRemoved(@Attribute String email, int reason) {}

    private final Hub hub = Hub.open();
    private final Emitter emitter = Emitter.of(hub);
    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        emitter.close();
        hub.close();
        executor.shutdownNow();
    }

    private EventId emit(Object event) {
        return EmitterFixture.await(emitter.emit(event));
    }

    private EventId verify(String email) {
        return emit(new FilterVerified(email, true));
    }

    @Test
    void everyBlockOfThePageIsPartOfThisTest() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "emitter.md"));
        String test = withoutSpace(
                Files.readString(Path.of("src", "test", "java", "dev", "tidings", "emitter", "EmitterDocTest.java")));
        List<String> shown =
                JAVA.matcher(page).results().map(block -> block.group(1)).toList();

        assertThat(shown).hasSize(8).allSatisfy(block -> assertThat(test).contains(withoutSpace(block)));
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s+", "");
    }

    @Test
    void anEventIsEmitted() {
        List<Object> heard = Collections.synchronizedList(new ArrayList<>());
        emitter.onAny(emitted -> heard.add(emitted.event()));
        emitter.emit(new FilterVerified("ann@example.com", true));
        Await.until("it is heard", () -> !heard.isEmpty());

        assertThat(heard.get(0)).hasToString("Event[filter.verified {email=[ann@example.com]}, 19 bytes]");
    }

    @Test
    void listenersAreCalled() {
        Listening verified = emitter.on(FilterVerified.class, event -> log.add(event.email()));
        emitter.once(FilterVerified.class, event -> log.add("the first"));
        emitter.many(FilterVerified.class, 3, event -> log.add("one of three"));
        emitter.on("filter.*", emitted -> log.add(emitted.topic() + " has the id " + emitted.id()));
        emitter.onAny(emitted -> log.add("anything: " + emitted.value()));
        verified.off();
        EventId id = verify("ann@example.com");

        assertThat(log)
                .containsExactly(
                        "the first",
                        "one of three",
                        "filter.verified has the id " + id,
                        "anything: FilterVerified[email=ann@example.com, isVerified=true]");
    }

    @Test
    void thereIsMoreToSayAboutListeners() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        CountDownLatch mails = new CountDownLatch(1);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        HttpClient client = HttpClient.newHttpClient();
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        registerMore(client, uri, mails);
        verify("ann@example.com");

        assertThat(requests).hasValue(1);
        mails.await();
        assertThat(log)
                .containsExactlyInAnyOrder("called before the others, twice: ann@example.com", "to ann@example.com");
        server.stop(0);
    }

    private void registerMore(HttpClient client, URI uri, CountDownLatch mails) {
        class Mail {
            void sendMail(String email) {
                log.add("to " + email);
                mails.countDown();
            }

            HttpRequest request(FilterVerified event) {
                return HttpRequest.newBuilder(uri)
                        .header("X-Email", event.email())
                        .build();
            }

            void register() {
                emitter.listening(FilterVerified.class)
                        .where(FilterVerified::isVerified)
                        .first()
                        .times(2)
                        .call(event -> log.add("called before the others, twice: " + event.email()));
                emitter.listening(FilterVerified.class).on(executor).call(event -> sendMail(event.email()));
                emitter.listening(FilterVerified.class)
                        .callAndAwait(event -> client.sendAsync(request(event), discarding()));
            }
        }
        new Mail().register();
    }

    @Test
    void theNextEventIsAwaited() {
        CompletionStage<FilterVerified> next = emitter.next(
                FilterVerified.class, event -> event.email().equals("ann@example.com"), Duration.ofSeconds(5));
        verify("bob@example.com");
        verify("ann@example.com");

        assertThat(EmitterFixture.await(next).email()).isEqualTo("ann@example.com");
    }

    @Test
    void aProgramFollowsTheLog() {
        Membership following = subscribe();
        // A subscriber joins on the hub's thread, which then counts it.
        assertThat(EmitterFixture.await(hub.count(Subscription.of(Filter.all()))))
                .isEqualTo(1);
        EmitterFixture.await(Emitter.of(hub).emit(new FilterVerified("ann@example.com", true)));
        Await.until("it is heard", () -> log.equals(List.of("ann@example.com")));
        following.leave();
    }

    private Membership subscribe() {
        return emitter.stream(FilterVerified.class)
                .where("email", "ann@example.com")
                .subscribe(event -> log.add(event.email()));
    }

    private static final class Filters {
        List<FilterRemoved> of(String email) {
            return List.of(new FilterRemoved(email, 1), new FilterRemoved(email, 2));
        }
    }

    @Test
    void clientsGetStreams() {
        Filters filters = new Filters();
        SseStream all = emitter.stream(FilterVerified.class);
        SseStream hers = emitter.stream(FilterVerified.class).where("email", "ann@example.com");
        SseStream mapped = emitter.stream(FilterVerified.class)
                .where("email", "ann@example.com")
                .map(event -> Map.of("verified", event.isVerified()));
        SseStream both = SseStream.anyOf(
                        emitter.stream(FilterVerified.class).where("email", "ann@example.com"),
                        emitter.stream(FilterRemoved.class).where("email", "ann@example.com"))
                .startWith(() -> filters.of("ann@example.com"));
        try (StreamRecorder streams = new StreamRecorder(hub)) {
            List<Client> clients =
                    List.of(all, hers, mapped, both).stream().map(streams::open).toList();
            verify("bob@example.com");
            EventId last = verify("ann@example.com");

            assertThat(clients.get(0).dataUpTo(last)).containsExactly("{\"isVerified\":true}", "{\"isVerified\":true}");
            assertThat(clients.get(1).dataUpTo(last)).containsExactly("{\"isVerified\":true}");
            assertThat(clients.get(2).dataUpTo(last)).containsExactly("{\"verified\":true}");
            assertThat(clients.get(3).dataUpTo(last))
                    .containsExactly("{\"reason\":1}", "{\"reason\":2}", "{\"isVerified\":true}");
        }
    }

    static final class Bridge implements EmitterWatch {
        private final Emitter source;
        private final Consumer<Object> target;
        private Listening listening;

        Bridge(Emitter source, Consumer<Object> target) {
            this.source = source;
            this.target = target;
        }

        @Override
        public void added(String topics, int listeners) {
            if (topics.equals("filter.verified") && listeners == 1) {
                listening = source.on(FilterVerified.class, target::accept);
            }
        }

        @Override
        public void removed(String topics, int listeners) {
            if (topics.equals("filter.verified") && listeners == 0) {
                listening.off();
            }
        }
    }

    @Test
    void aBridgeIsThereWhileSomebodyListens() {
        Emitter[] target = {null};
        target[0] = Emitter.builder(hub)
                .watch(new Bridge(emitter, event -> target[0].emit(event)))
                .build();
        assertThat(emitter.listeners()).isZero();
        Listening one = target[0].on(FilterVerified.class, event -> log.add(event.email()));
        Listening other = target[0].on(FilterVerified.class, event -> {});
        assertThat(emitter.listeners()).isEqualTo(1);
        verify("ann@example.com");
        Await.until("it is heard", () -> log.equals(List.of("ann@example.com")));
        one.off();
        other.off();

        assertThat(emitter.listeners()).isZero();
    }
}
