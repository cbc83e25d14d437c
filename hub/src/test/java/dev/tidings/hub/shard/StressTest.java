package dev.tidings.hub.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.log.MemoryLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** I1 with real threads: publishers, event loops and readers at once, subscribers that join, leave and are slow. */
class StressTest {

    private static final int PUBLISHERS = 3;
    private static final int LOOPS = 3;
    private static final int KEYS = 8;
    private static final long NANOS = Duration.ofSeconds(3).toNanos();

    private final RecordingEncoding encoding = new RecordingEncoding();
    private final AtomicInteger resumed = new AtomicInteger();
    private final AtomicInteger stalled = new AtomicInteger();
    private final AtomicInteger behind = new AtomicInteger();

    /** How many events each publisher has published of each key; each event's data says which it is. */
    private final AtomicLongArray published = new AtomicLongArray(PUBLISHERS * KEYS);

    /** One client for one key, that comes back with its last id whenever it has left. On its loop's thread. */
    private final class Client {
        private final Shard shard;
        private final EventLoop loop;
        private final int key;
        private final Random random;
        private final long[] seen = new long[PUBLISHERS];
        private @Nullable EventId last;
        private @Nullable RecordingSubscriber subscriber;
        private @Nullable Membership membership;

        Client(Shard shard, EventLoop loop, int key, long seed) {
            this.shard = shard;
            this.loop = loop;
            this.key = key;
            this.random = new Random(seed);
        }

        void connect() {
            EventId from = last;
            RecordingSubscriber[] own = new RecordingSubscriber[1];
            own[0] = new RecordingSubscriber(loop, encoding, item -> arrived(own[0], item));
            subscriber = own[0];
            membership = shard.join(new JoinRequest<>(
                    own[0],
                    Subscription.of(Filter.topic("stress").where("key", String.valueOf(key))),
                    encoding,
                    from == null ? Start.now() : Start.after(from.toString()),
                    "",
                    Duration.ZERO,
                    JoinRequest.DEFAULT_HEARTBEAT));
        }

        private void arrived(RecordingSubscriber from, Item item) {
            if (from != subscriber) {
                return;
            }
            EventId id = item.id();
            if (id != null) {
                assertThat(last == null || last.position() <= id.position())
                        .as("ids grow")
                        .isTrue();
                last = id;
            }
            assertThat(item).isNotInstanceOf(Item.Missed.class);
            if (item instanceof Item.Sent sent) {
                String[] parts = sent.delivery().event().data().strip().split(" ");
                int publisher = Integer.parseInt(parts[0]);
                assertThat(Long.parseLong(parts[1]))
                        .as("next of publisher " + publisher)
                        .isEqualTo(++seen[publisher]);
            }
        }

        /** Something that clients do. */
        void act() {
            RecordingSubscriber current = subscriber;
            Membership joined = membership;
            if (current == null || joined == null) {
                return;
            }
            switch (random.nextInt(6)) {
                case 0 -> {
                    subscriber = null;
                    joined.leave();
                    resumed.incrementAndGet();
                    connect();
                }
                case 1 -> {
                    current.stall();
                    stalled.incrementAndGet();
                }
                case 2 -> current.read(random.nextInt(10_000));
                default -> current.open();
            }
        }

        boolean isComplete() {
            for (int publisher = 0; publisher < PUBLISHERS; publisher++) {
                if (seen[publisher] != published.get(publisher * KEYS + key)) {
                    return false;
                }
            }
            return true;
        }
    }

    @Test
    void everyClientGetsExactlyItsEventsWhileThreadsRace() throws InterruptedException {
        long seed = RandomSeed.next("StressTest");
        HubMetrics metrics = new HubMetrics() {
            @Override
            public void turnedBehind() {
                behind.incrementAndGet();
            }
        };
        try (Hub hub = Hub.builder()
                .log(MemoryLog.builder().maxBytes(128 << 20).open())
                .metrics(metrics)
                .limits(new HubLimits(256 << 10, 8 << 10, 8 << 20, 1 << 20, 8 << 10, 16, Duration.ofNanos(50_000)))
                .open()) {
            List<HubThread> loops = new ArrayList<>();
            List<Shard> shards = new ArrayList<>();
            for (int i = 0; i < LOOPS; i++) {
                loops.add(new HubThread());
                shards.add(hub.addShard(loops.get(i)));
            }
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                clients.add(new Client(shards.get(i % LOOPS), loops.get(i % LOOPS), i % KEYS, seed + i));
            }
            onLoops(clients, Client::connect);
            run(hub, clients, new Random(seed));
            await(clients);
            encoding.check();
            System.out.printf(
                    "%d events, %d resumed, %d stalled, %d times behind%n",
                    sum(), resumed.get(), stalled.get(), behind.get());
            assertThat(behind.get()).isPositive();
            onLoops(clients, client -> {
                if (client.membership != null) {
                    client.membership.leave();
                }
            });
            onLoops(clients, client -> assertThat(client.shard.census()).isEqualTo(Census.NOTHING));
            encoding.check();
            assertThat(encoding.alive()).isZero();
            shards.forEach(Shard::close);
            loops.forEach(HubThread::shutdown);
        }
    }

    private void run(Hub hub, List<Client> clients, Random random) throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < PUBLISHERS; i++) {
            int publisher = i;
            long seed = random.nextLong();
            threads.add(new Thread(() -> publish(hub, publisher, new Random(seed), over)));
        }
        threads.forEach(Thread::start);
        long end = System.nanoTime() + NANOS;
        while (System.nanoTime() < end) {
            Client client = clients.get(random.nextInt(clients.size()));
            client.loop.execute(client::act);
            LockSupport.parkNanos(200_000);
        }
        over.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void publish(Hub hub, int publisher, Random random, AtomicBoolean over) {
        while (!over.get()) {
            int key = random.nextInt(KEYS);
            long number = published.incrementAndGet(publisher * KEYS + key);
            String data = publisher + " " + number + " ".repeat(random.nextInt(500));
            hub.publish(Event.of("stress", data).with("key", String.valueOf(key)));
            if (random.nextInt(20) == 0) {
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    private long sum() {
        long sum = 0;
        for (int i = 0; i < published.length(); i++) {
            sum += published.get(i);
        }
        return sum;
    }

    private interface Action {
        void on(Client client);
    }

    private void onLoops(List<Client> clients, Action action) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(clients.size());
        for (Client client : clients) {
            client.loop.execute(() -> {
                try {
                    action.on(client);
                } catch (AssertionError e) {
                    encoding.broken(e);
                } finally {
                    done.countDown();
                }
            });
        }
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    }

    private void await(List<Client> clients) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        AtomicInteger complete = new AtomicInteger();
        do {
            complete.set(0);
            onLoops(clients, client -> {
                if (client.subscriber != null) {
                    client.subscriber.open();
                }
                complete.addAndGet(client.isComplete() ? 1 : 0);
            });
            encoding.check();
        } while (complete.get() < clients.size() && System.nanoTime() < deadline);
        assertThat(complete).as("clients that have everything").hasValue(clients.size());
    }
}
