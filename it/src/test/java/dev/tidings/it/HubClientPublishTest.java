package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.EventLimits;
import dev.tidings.hub.event.Filter;
import dev.tidings.hubclient.EventRefusedException;
import dev.tidings.hubclient.HubClient;
import dev.tidings.hubclient.PublishException;
import dev.tidings.server.access.Access;
import dev.tidings.server.access.ApiKey;
import dev.tidings.server.access.Grants;
import dev.tidings.testkit.Await;
import java.net.URI;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What a client publishes to a real hub arrives as it was, in order; what the hub refuses is refused alone. */
class HubClientPublishTest {

    private static final int EVENTS = 5_000;

    private static URI uri(RunningHub hub) {
        return URI.create("http://127.0.0.1:" + hub.port());
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static PublishException failure(CompletionStage<?> stage) {
        try {
            throw new AssertionError("published: " + await(stage));
        } catch (CompletionException e) {
            return (PublishException) e.getCause();
        }
    }

    /** Text of all kinds: letters of one to four bytes, quotes, line ends, control characters. */
    private static String text(Random random, int maxLength) {
        int[] ofAllKinds = {'a', 'b', ' ', '"', '\\', '/', '\n', '\r', 0, 7, 0x7f, 0xe4, 0x20ac, 0x2028, 0xfeff, 0x1f600
        };
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(maxLength); length > 0; length--) {
            text.appendCodePoint(ofAllKinds[random.nextInt(ofAllKinds.length)]);
        }
        return text.toString();
    }

    private static Event event(Random random, int number) {
        Event event = Event.of("topic-" + random.nextInt(4), text(random, random.nextInt(50) == 0 ? 5_000 : 40))
                .with("number", String.valueOf(number));
        for (int more = random.nextInt(3); more > 0; more--) {
            event = event.with(
                    "of-" + random.nextInt(3), "v" + text(random, 9).replaceAll("[\\r\\n\\x00\\x07\\x7f]", ""));
        }
        return random.nextInt(3) == 0 ? event.withType("type " + number) : event;
    }

    private static void assertSame(Event arrived, Event sent) {
        assertThat(arrived.topic()).isEqualTo(sent.topic());
        assertThat(arrived.attributes()).isEqualTo(sent.attributes());
        assertThat(arrived.type()).isEqualTo(sent.type());
        assertThat(arrived.data()).isEqualTo(sent.data());
    }

    @Test
    void whatIsPublishedArrivesAsItWasAndInOrder() {
        Random random = RandomSeed.random("whatIsPublishedArrivesAsItWasAndInOrder");
        Queue<Delivery> arrived = new ConcurrentLinkedQueue<>();
        try (RunningHub hub = RunningHub.start();
                HubClient client = HubClient.builder(uri(hub)).build()) {
            hub.hub().subscribe(Filter.all(), arrived::add);
            List<Event> sent = new ArrayList<>();
            List<CompletionStage<EventId>> stages = new ArrayList<>();
            while (sent.size() < EVENTS) {
                Event event = event(random, sent.size());
                sent.add(event);
                stages.add(client.publish(event));
            }
            List<EventId> ids = stages.stream().map(HubClientPublishTest::await).toList();
            Await.until("all of them", () -> arrived.size() >= EVENTS);

            List<Delivery> deliveries = List.copyOf(arrived);
            assertThat(deliveries).hasSize(EVENTS);
            for (int i = 0; i < EVENTS; i++) {
                assertThat(deliveries.get(i).id()).isEqualTo(ids.get(i));
                assertSame(deliveries.get(i).event(), sent.get(i));
            }
        }
    }

    @Test
    void aListIsPublishedSideBySide() {
        Queue<Delivery> arrived = new ConcurrentLinkedQueue<>();
        try (RunningHub hub = RunningHub.start();
                HubClient client = HubClient.builder(uri(hub)).build()) {
            hub.hub().subscribe(Filter.all(), arrived::add);

            List<EventId> ids = await(client.publish(List.of(Event.of("a", "1"), Event.of("b", "2"))));

            Await.until("both of them", () -> arrived.size() >= 2);
            assertThat(arrived.stream().map(Delivery::id)).isEqualTo(ids);
        }
    }

    /** Publishes 200 events, of which some are refused. */
    private static void assertRefusedAlone(
            RunningHub hub, HubClient client, UnaryOperator<Event> wrong, int status, String message) {
        Random random = RandomSeed.random("whatTheHubRefusesIsRefusedAlone");
        List<CompletionStage<EventId>> stages = new ArrayList<>();
        List<Boolean> right = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Event event = Event.of("note", String.valueOf(i));
            right.add(random.nextInt(20) > 0);
            stages.add(client.publish(right.get(i) ? event : wrong.apply(event)));
        }
        long last = 0;
        for (int i = 0; i < 200; i++) {
            if (right.get(i)) {
                assertThat(await(stages.get(i)).position()).isEqualTo(++last);
            } else {
                PublishException refused = failure(stages.get(i));
                assertThat(refused).isInstanceOf(EventRefusedException.class).hasMessage(message);
                assertThat(((EventRefusedException) refused).status()).isEqualTo(status);
            }
        }
        assertThat(hub.hub().head().position()).isEqualTo(last);
    }

    @Test
    void whatIsTooLargeForThisHubIsRefusedAlone() {
        EventLimits small = new EventLimits(100, 1, 10, 10);
        Hub smallHub = Hub.builder().eventLimits(small).open();
        try (RunningHub hub = RunningHub.start(smallHub, settings -> settings);
                HubClient client = HubClient.builder(uri(hub)).build()) {
            assertRefusedAlone(
                    hub,
                    client,
                    event -> event.with("one", "1").with("two", "2"),
                    400,
                    "the hub refuses it with 400: attributes: more than 1 (expected: at most 1)");
        }
    }

    @Test
    void whatTheClientMayNotPublishIsRefusedAlone() {
        String key = ApiKey.generate(new SecureRandom());
        Access access = Access.rules()
                .key(new ApiKey("notes", ApiKey.hash(key), new Grants(List.of(), List.of(Filter.topic("note")), false)))
                .build();
        try (RunningHub hub = RunningHub.start(settings -> settings.access(access));
                HubClient client = HubClient.builder(uri(hub)).token(() -> key).build();
                HubClient stranger = HubClient.builder(uri(hub)).build()) {
            assertRefusedAlone(
                    hub,
                    client,
                    event -> Event.of("invoice.paid", event.data()),
                    403,
                    "the hub refuses it with 403: no grant of 'key:notes' to publish covers topic 'invoice.paid' with the attributes '{}'");

            assertThat(failure(stranger.publish(Event.of("note", ""))))
                    .hasMessage("the hub refuses it with 401: a token or a key is needed to publish");
        }
    }
}
