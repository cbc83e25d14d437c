package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.client.EventSource;
import dev.tidings.emitter.Attribute;
import dev.tidings.emitter.Emitter;
import dev.tidings.emitter.Topic;
import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.stream.SseStream;
import dev.tidings.hubclient.HubClient;
import dev.tidings.server.DrainPeriods;
import dev.tidings.server.SseServer;
import dev.tidings.testkit.Await;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotNull;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What docs/api-tour.md shows runs here, or in the applications of examples, and does what it says. */
class ApiTourTest {

    private static final Pattern JAVA = Pattern.compile("(?ms)^```java\n(.*?)^```$");
    private static final int MOST_LINES = 20;

    @Topic("filter.verified")
    record FilterVerified(@Attribute String email, boolean isVerified) {}

    record SseQuery(@NotNull @Email String email) {}

    @Topic(value = "filter.removed", type = "removed")
    record FilterRemoved(@Attribute String email, String reason) {}

    @Topic("message.received")
    record MessageReceived(@Attribute String user, String text) {}

    enum Role {
        OWNER,
        ADMIN,
        MEMBER
    }

    @Topic("invoice.due")
    record InvoiceDue(@Attribute long tenant, @Attribute List<Role> role, int number) {}

    record User(String name, long tenant, List<Role> roles) {}

    record Nothing() {}

    private final Hub hub = Hub.open();
    private final Emitter emitter = Emitter.of(hub);
    private final int port = 0;
    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
    private final List<AutoCloseable> open = new ArrayList<>();

    /** What a client kept of the last message it took. */
    private volatile String saved = "";

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable resource : open) {
            resource.close();
        }
        emitter.close();
        hub.close();
    }

    @Test
    void publishAndSubscribe() {
        hub.subscribe(
                Filter.topic("filter.verified").where("email", "ann@example.com"),
                delivery -> seen.add(delivery.event().data()));
        Await.until("it has joined", () -> subscribers(hub) == 1);

        hub.publish(Event.of("filter.verified", "hers").with("email", "ann@example.com"));
        hub.publish(Event.of("filter.verified", "his").with("email", "bob@example.com"));

        awaitSeen("hers");
    }

    @Test
    void typedEvents() {
        emitter.on(FilterVerified.class, event -> seen.add(event.email() + " " + event.isVerified()));

        emitter.emit(new FilterVerified("ann@example.com", true));

        awaitSeen("ann@example.com true");
    }

    @Test
    void endpoint() {
        SseServer server = SseServer.builder(hub)
                .port(port)
                .endpoint(
                        "/sse",
                        SseQuery.class,
                        query -> emitter.stream(FilterVerified.class).where("email", query.email()))
                .start();

        open.add(server);
        follow(server, "/sse?email=ann%40example.com");
        emitter.emit(new FilterVerified("bob@example.com", false));
        emitter.emit(new FilterVerified("ann@example.com", true));
        awaitSeen("{\"isVerified\":true}");
    }

    @Test
    void severalTypesOnOneConnection() {
        String email = "ann@example.com";

        SseStream mine = SseStream.anyOf(
                emitter.stream(FilterVerified.class).where("email", email),
                emitter.stream(FilterRemoved.class).where("email", email));

        follow(mine);
        emitter.emit(new FilterVerified(email, true));
        emitter.emit(new FilterRemoved(email, "too old"));
        awaitSeen("{\"isVerified\":true}", "removed: {\"reason\":\"too old\"}");
    }

    @Test
    void somethingElseThanTheRecord() {
        SseStream mapped = emitter.stream(FilterVerified.class)
                .where("email", "ann@example.com")
                .map(event -> event.isVerified() ? Map.of("state", "verified") : null);

        follow(mapped);
        emitter.emit(new FilterVerified("ann@example.com", false));
        emitter.emit(new FilterVerified("ann@example.com", true));
        awaitSeen("{\"state\":\"verified\"}");
    }

    @Test
    void allDevicesOfOneUser() {
        User user = new User("ann", 7, List.of());

        SseStream device =
                emitter.stream(MessageReceived.class).where("user", user.name()).ofPrincipal(user.name());

        List<EventSource> devices = List.of(follow(device), follow(device));
        emitter.emit(new MessageReceived("ann", "hello"));
        awaitSeen("{\"text\":\"hello\"}", "{\"text\":\"hello\"}");

        hub.disconnect("ann");

        assertThat(devices).hasSize(2);
        Await.until("both are told", () -> seen.size() == 4);
        assertThat(seen.subList(2, 4)).containsOnly("tidings.closed: {\"reason\":\"revoked\"}");
    }

    @Test
    void ownersAndAdminsOfATenant() {
        User user = new User("ann", 7, List.of(Role.ADMIN, Role.MEMBER));

        SseStream stream =
                emitter.stream(InvoiceDue.class).where("tenant", user.tenant()).where("role", user.roles());

        follow(stream);
        emitter.emit(new InvoiceDue(8, List.of(Role.OWNER, Role.ADMIN), 1));
        emitter.emit(new InvoiceDue(7, List.of(Role.OWNER), 2));
        emitter.emit(new InvoiceDue(7, List.of(Role.OWNER, Role.ADMIN), 3));
        awaitSeen("{\"number\":3}");
    }

    @Test
    void stateThenLive() {
        Map<String, List<FilterVerified>> filters =
                Map.of("ann@example.com", List.of(new FilterVerified("ann@example.com", false)));

        SseStream current = emitter.stream(FilterVerified.class)
                .where("email", "ann@example.com")
                .startWith(() -> filters.get("ann@example.com"));

        follow(current);
        emitter.emit(new FilterVerified("ann@example.com", true));
        awaitSeen("{\"isVerified\":false}", "{\"isVerified\":true}");
    }

    @Test
    void resume() {
        Hub log = Hub.open();
        try (RunningHub running = RunningHub.start(log, settings -> settings)) {
            URI uri = running.uri("/sse?email=ann%40example.com");
            try (EventSource first = listen(uri)) {
                Await.until("it listens", () -> subscribers(log) == 1);
                running.publish(Event.of("filter.verified", "1").with("email", "ann@example.com"));
                Await.until("it is kept: " + first.url(), () -> !saved.isEmpty());
            }
            running.publish(Event.of("filter.verified", "2").with("email", "ann@example.com"));

            try (EventSource second = listen(uri)) {
                awaitSeen("1", "2");
                assertThat(second.lastEventId()).isEqualTo(saved);
            }
        }
    }

    private EventSource listen(URI uri) {
        EventSource source = EventSource.builder(uri)
                .lastEventId(saved)
                .onMessage(message -> {
                    seen.add(message.data());
                    saved = message.lastEventId();
                })
                .open();
        return source;
    }

    @Test
    void publishingFromElsewhere() {
        hub.subscribe(Filter.all(), delivery -> seen.add(delivery.event().data()));
        Await.until("it has joined", () -> subscribers(hub) == 1);
        try (SseServer server = server(SseStream.of(hub, Filter.all()))) {
            URI uri = URI.create("http://127.0.0.1:" + server.port());

            try (HubClient client = HubClient.builder(uri).build()) {
                client.publish(Event.of("filter.verified", "hers").with("email", "ann@example.com"));
            }
        }
        awaitSeen("hers");
    }

    private EventSource follow(SseStream stream) {
        SseServer server = server(stream);
        open.add(server);
        return follow(server, "/stream");
    }

    private SseServer server(SseStream stream) {
        return SseServer.builder(hub)
                .port(port)
                .drain(DrainPeriods.NONE)
                .endpoint("/stream", Nothing.class, query -> stream)
                .start();
    }

    /** As a client does; returns when the hub knows it. */
    private EventSource follow(SseServer server, String target) {
        int others = subscribers(hub);
        EventSource source = EventSource.builder(URI.create("http://127.0.0.1:" + server.port() + target))
                .onAny(message -> seen.add(
                        message.type().equals("message") ? message.data() : message.type() + ": " + message.data()))
                .open();
        open.add(0, source);
        Await.until("one more", () -> subscribers(hub) > others);
        return source;
    }

    private static int subscribers(Hub hub) {
        return hub.count(Subscription.of(Filter.all())).toCompletableFuture().join();
    }

    private void awaitSeen(String... expected) {
        Await.until(expected.length + " messages", () -> seen.size() >= expected.length);
        assertThat(seen).containsExactly(expected);
    }

    @Test
    void everyBlockIsCodeThatRunsAndShort() throws IOException {
        String sources = Stream.concat(
                        Stream.of(Path.of("src/test/java/dev/tidings/it/ApiTourTest.java")),
                        Stream.of(
                                ExampleApplication.Kind.SPRING_MVC.source("main", "FilterController"),
                                ExampleApplication.Kind.SPRING_MVC.source("test", "FilterControllerTest")))
                .map(ApiTourTest::lines)
                .collect(Collectors.joining("\n"));
        List<String> blocks = JAVA.matcher(Files.readString(Path.of("..", "docs", "api-tour.md")))
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();

        assertThat(blocks).hasSizeGreaterThan(10).allSatisfy(block -> {
            assertThat(block.lines().count()).isLessThanOrEqualTo(MOST_LINES);
            assertThat(sources).contains(stripped(block));
        });
    }

    private static String lines(Path file) {
        try {
            return stripped(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without what each line is indented by, which a page has no room for. */
    private static String stripped(String code) {
        return code.lines().map(String::strip).collect(Collectors.joining("\n"));
    }
}
