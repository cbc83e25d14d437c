package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.EventId;
import dev.tidings.hubclient.HubClient;
import dev.tidings.it.ToldClient.Told;
import dev.tidings.testkit.Await;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * I1 and I2 from one end to the other: through our clients, to a hub with a durable log that is killed again and again, over
 * connections that are cut.
 * <p>
 * {@code -Dtidings.crash.rounds=50} kills it more often than the build does.
 */
class EndToEndTest {

    private static final int ROUNDS = Integer.getInteger("tidings.crash.rounds", 3);
    private static final int PUBLISHERS = 3;
    private static final int MOST_LATE = 10;

    /** What is published and acknowledged between two kills, at most. */
    private static final int MOST_ACKNOWLEDGED = 1_000;

    @TempDir
    private Path folder;

    private Random random;
    private HubInFolder hub;
    private BadNetwork network;
    private HubClient client;

    private final AtomicInteger acknowledged = new AtomicInteger();
    private final List<ClientPublisher> publishers = new ArrayList<>();
    private final List<ToldClient> subscribers = new ArrayList<>();
    private final Map<String, TrackedEvent> events = new HashMap<>();
    private final Map<String, EventId> ids = new HashMap<>();

    @Test
    void everybodyGetsItsEventsOnceAndInOrderThoughTheHubIsKilledAndConnectionsAreCut() throws Exception {
        random = RandomSeed.random("everybodyGetsItsEventsOnceAndInOrderThoughTheHubIsKilledAndConnectionsAreCut");
        Map<String, String> settings = Map.of(
                "TIDINGS_LIMITS_HEARTBEAT",
                random.nextBoolean() ? "100ms" : "15s",
                "TIDINGS_SERVER_DRAIN_REFUSE",
                "0s",
                "TIDINGS_SERVER_DRAIN_STREAMS",
                "0s");
        try (HubInFolder newHub = new HubInFolder(folder, settings);
                BadNetwork newNetwork = BadNetwork.before(newHub, new Random(random.nextLong()));
                HubClient newClient = HubClient.builder(newNetwork.uri())
                        .retryPolicy(ToldClient.SOON)
                        .build()) {
            hub = newHub;
            network = newNetwork;
            client = newClient;
            hub.start().awaitReady();
            subscribe();
            publish();
            for (int round = 0; round < ROUNDS; round++) {
                killSometime();
                hub.start();
                joinLate();
            }
            hub.awaitReady();
            finish();
            List<String> order = order();
            for (ToldClient subscriber : subscribers) {
                assertToldOnceAndInOrder(subscriber, order);
            }
            System.out.printf(
                    "EndToEndTest: %d kills, %d connections cut, %d events, %d subscribers who were told of %d%n",
                    ROUNDS,
                    network.cuts(),
                    order.size(),
                    subscribers.size(),
                    subscribers.stream().mapToInt(each -> each.told().size()).sum());
        } finally {
            subscribers.forEach(ToldClient::close);
            publishers.forEach(ClientPublisher::close);
        }
    }

    private void subscribe() {
        for (Interest interest : BusyHub.INTERESTS) {
            subscribers.add(new ToldClient(interest, client, EventId.NOWHERE));
            subscribers.add(new ToldClient(interest, network.uri()));
        }
        subscribers.forEach(ToldClient::awaitJoined);
    }

    private void publish() {
        for (int i = 0; i < PUBLISHERS; i++) {
            String name = "publisher" + i;
            Random ofEvents = new Random(random.nextLong());
            publishers.add(new ClientPublisher(
                    network.uri(),
                    new Random(random.nextLong()),
                    number -> BusyHub.event(name, number, ofEvents),
                    acknowledged));
        }
    }

    /** Mostly while it works, now and then while it starts. */
    private void killSometime() throws Exception {
        if (random.nextInt(4) > 0) {
            hub.awaitReady();
            int enough = acknowledged.get() + 1 + random.nextInt(MOST_ACKNOWLEDGED);
            Await.until("events are acknowledged", () -> acknowledged.get() >= enough);
        }
        LockSupport.parkNanos((long) (random.nextDouble() * TimeUnit.MILLISECONDS.toNanos(100)));
        hub.kill();
    }

    /** Somebody who has been away since some event. */
    private void joinLate() {
        List<Told> told = subscribers.get(0).told();
        if (!told.isEmpty() && subscribers.size() < 2 * BusyHub.INTERESTS.size() + MOST_LATE) {
            Interest some = BusyHub.INTERESTS.get(random.nextInt(BusyHub.INTERESTS.size()));
            EventId seen = told.get(random.nextInt(told.size())).id();
            subscribers.add(new ToldClient(some, client, seen));
        }
    }

    /** Everything is published, and everybody is told of an event that comes after all others. */
    private void finish() throws InterruptedException {
        for (ClientPublisher publisher : publishers) {
            publisher.finish().forEach(this::note);
        }
        List<TrackedEvent> last = new ArrayList<>();
        for (Interest interest : BusyHub.INTERESTS) {
            last.add(new TrackedEvent(
                    "organizer",
                    last.size(),
                    interest.example(),
                    List.of(interest.email().isEmpty() ? "nobody@example.com" : interest.email()),
                    interest.tenant().isEmpty() ? "0" : interest.tenant(),
                    0));
        }
        List<EventId> lastIds = client.publish(
                        last.stream().map(ClientPublisher::toEvent).toList())
                .toCompletableFuture()
                .join();
        for (int i = 0; i < last.size(); i++) {
            note(last.get(i), lastIds.get(i));
        }
        for (ToldClient subscriber : subscribers) {
            List<TrackedEvent> mine =
                    last.stream().filter(subscriber.interest()::matches).toList();
            subscriber.awaitEvent(mine.get(mine.size() - 1).key());
        }
    }

    private void note(TrackedEvent event, EventId id) {
        events.put(event.key(), event);
        ids.put(event.key(), id);
    }

    /** The keys of all events by their ids, which are different; each publisher's are in the order in which it published them. */
    private List<String> order() {
        assertThat(ids.values()).doesNotHaveDuplicates();
        List<String> order = new ArrayList<>(ids.keySet());
        order.sort(Comparator.comparing(ids::get, this::compare));
        Map<String, Integer> numbers = new HashMap<>();
        for (String key : order) {
            TrackedEvent event = events.get(key);
            assertThat(event.number()).as(key).isEqualTo(numbers.merge(event.publisher(), 0, (last, none) -> last + 1));
        }
        return order;
    }

    private int compare(EventId one, EventId other) {
        List<String> epochs = hub.epochs();
        return Comparator.comparingInt((EventId id) -> epochs.indexOf(id.epoch()))
                .thenComparingLong(EventId::position)
                .compare(one, other);
    }

    private void assertToldOnceAndInOrder(ToldClient subscriber, List<String> order) {
        List<Told> expected = order.stream()
                .filter(key ->
                        subscriber.first().equals(EventId.NOWHERE) || compare(ids.get(key), subscriber.first()) > 0)
                .filter(key -> subscriber.interest().matches(events.get(key)))
                .map(key -> new Told(ids.get(key), key))
                .toList();
        List<Told> told = subscriber.told();
        for (int i = 0; i < Math.min(told.size(), expected.size()); i++) {
            assertThat(told.get(i))
                    .as(
                            "%s: number %d, behind %s",
                            subscriber.interest().name(), i, i == 0 ? "nothing" : told.get(i - 1))
                    .isEqualTo(expected.get(i));
        }
        assertThat(told).as(subscriber.interest().name()).hasSameSizeAs(expected);
    }
}
