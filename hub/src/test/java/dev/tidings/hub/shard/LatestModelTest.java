package dev.tidings.hub.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Gap;
import dev.tidings.hub.log.MemoryLog;
import dev.tidings.hub.shard.ManualScheduler.ManualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Whatever happens, the last that anybody has of each key is the newest there is. Small limits, so that pages are small too. */
class LatestModelTest {

    private static final int SEEDS = 8;
    private static final int STEPS = 2_500;
    private static final int CLIENTS = 12;
    private static final int SHARDS = 2;

    private static final List<List<NaiveFilter>> SUBSCRIPTIONS = List.of(
            List.of(new NaiveFilter(List.of(List.of("**")), Map.of())),
            List.of(new NaiveFilter(List.of(List.of("a")), Map.of())),
            List.of(
                    new NaiveFilter(List.of(List.of("**")), Map.of("item", Set.of("v0", "v1"))),
                    new NaiveFilter(List.of(List.of("b")), Map.of("room", Set.of("v0")))));

    private static final List<List<String>> KEYS = List.of(List.of("item"), List.of("item", "room"));

    private final Map<String, Integer> situations = new TreeMap<>();

    @Test
    void lastOfEachKeyIsTheNewestWhateverHappens() {
        Random seeds = new Random(RandomSeed.next("LatestModelTest"));
        for (int i = 0; i < SEEDS; i++) {
            long seed = seeds.nextLong();
            Model model = new Model(seed, i);
            int step = 0;
            try {
                for (; step < STEPS; step++) {
                    model.step();
                }
                model.end();
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed + ", step " + step + ": " + e.getMessage(), e);
            }
        }
        situations.forEach((situation, count) -> System.out.printf("%10d %s%n", count, situation));
        assertThat(situations)
                .as("what must have happened, or this test says nothing")
                .containsKeys(
                        "left out", "came back", "gaps", "turned behind", "turned live", "pages read", "overruns");
    }

    private void count(String situation, int by) {
        if (by > 0) {
            situations.merge(situation, by, Integer::sum);
        }
    }

    private final class Model implements HubMetrics {

        private final Random random;
        private final ManualScheduler scheduler;
        private final Hub hub;
        private final RecordingEncoding encoding = new RecordingEncoding();
        private final List<ManualLoop> loops = new ArrayList<>();
        private final List<Shard> shards = new ArrayList<>();
        private final List<LatestClient> clients = new ArrayList<>();
        private final NavigableMap<Long, Delivery> events = new TreeMap<>();

        /** @param kind which of some sets of limits */
        Model(long seed, int kind) {
            random = new Random(seed);
            scheduler = new ManualScheduler(new Random(seed + 1));
            MemoryLog log = MemoryLog.builder()
                    .maxBytes(kind % 3 == 0 ? 192 << 10 : 64 << 20)
                    .open();
            log.follow(0, appended -> appended.forEach(event -> events.put(event.position(), event)));
            hub = Hub.builder()
                    .log(log)
                    .ticker(scheduler)
                    .metrics(this)
                    .readers(scheduler.executor(2))
                    .limits(new HubLimits(
                            64 << 10,
                            1024 << (kind % 3),
                            256 << 10,
                            64 << 10,
                            1024 + random.nextInt(4096),
                            1 + kind % 4,
                            Duration.ofMillis(1)))
                    .open();
            for (int i = 0; i < SHARDS; i++) {
                loops.add(scheduler.anyLoop());
                shards.add(hub.addShard(loops.get(i)));
            }
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(new LatestClient(
                        events,
                        SUBSCRIPTIONS.get(random.nextInt(SUBSCRIPTIONS.size())),
                        KEYS.get(random.nextInt(KEYS.size())),
                        encoding));
            }
            scheduler.settle();
        }

        void step() {
            int dice = random.nextInt(1000);
            LatestClient client = clients.get(random.nextInt(CLIENTS));
            if (dice < 250) {
                publish(1 + random.nextInt(4), 400);
            } else if (dice < 262) {
                publish(80, 2500);
            } else if (dice < 600) {
                scheduler.steps(1 + random.nextInt(24));
            } else if (dice < 680) {
                if (!client.isConnected()) {
                    int at = random.nextInt(SHARDS);
                    client.connect(shards.get(at), loops.get(at));
                }
            } else if (dice < 710) {
                client.leave();
            } else if (dice < 780) {
                with(client, RecordingSubscriber::stall);
            } else if (dice < 900) {
                with(client, subscriber -> subscriber.read(random.nextInt(6000)));
            } else if (dice < 940) {
                with(client, RecordingSubscriber::open);
            } else if (dice < 965) {
                scheduler.advance(random.nextInt(2_000) * 1_000_000L);
            } else if (dice < 990) {
                ManualLoop loop = loops.get(random.nextInt(SHARDS));
                loop.pause(!loop.isPaused() && random.nextInt(3) == 0);
            } else {
                settle();
            }
            encoding.check();
        }

        private void with(LatestClient client, Consumer<RecordingSubscriber> action) {
            RecordingSubscriber subscriber = client.subscriber();
            if (subscriber != null) {
                action.accept(subscriber);
            }
        }

        private void publish(int count, int maxBytes) {
            for (int i = 0; i < count; i++) {
                Event event = Event.of(random.nextBoolean() ? "a" : "b", "x".repeat(random.nextInt(maxBytes)));
                for (String name : List.of("item", "room")) {
                    for (int values = random.nextInt(8) / 3; values > 0; values--) {
                        event = event.with(name, "v" + random.nextInt(3));
                    }
                }
                hub.publish(event);
            }
        }

        private void settle() {
            loops.forEach(loop -> loop.pause(false));
            clients.forEach(client -> with(client, RecordingSubscriber::open));
            scheduler.settle();
            // Whoever waits for room is looked at again within a second.
            scheduler.passSeconds(3);
            for (LatestClient client : clients) {
                if (client.isConnected()) {
                    count("left out", client.checkComplete());
                }
            }
            shards.forEach(shard -> assertThat(shard.census().behind()).isZero());
        }

        void end() {
            settle();
            clients.forEach(client -> count("came back", client.comebacks()));
            clients.forEach(client -> count("gaps", client.gaps()));
            clients.forEach(LatestClient::leave);
            scheduler.settle();
            shards.forEach(shard -> assertThat(shard.census()).isEqualTo(Census.NOTHING));
            assertThat(encoding.alive()).as("batches that were not released").isZero();
            hub.close();
            scheduler.settle();
            encoding.check();
        }

        @Override
        public void turnedBehind() {
            count("turned behind", 1);
        }

        @Override
        public void turnedLive() {
            count("turned live", 1);
        }

        @Override
        public void pageRead(int sent, long bytes) {
            count("pages read", 1);
        }

        @Override
        public void shardOverrun() {
            count("overruns", 1);
        }

        @Override
        public void gap(Gap.Reason reason) {
            count("gap " + reason, 1);
        }
    }
}
