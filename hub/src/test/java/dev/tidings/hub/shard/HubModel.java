package dev.tidings.hub.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Gap;
import dev.tidings.hub.log.EventLog;
import dev.tidings.hub.shard.ManualScheduler.ManualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * A hub on a deterministic scheduler, its clients, and beside it a list of all events that is scanned for what should have come.
 * One random step after the other; small limits, so that everything that is rare happens often.
 */
final class HubModel {

    static final long NONE = -1;

    private static final int MAX_CLIENTS = 28;
    private static final int SHARDS = 3;

    /** Beyond all positions that a model gets to. */
    private static final long FAR = 1L << 60;

    private final Random random;
    private final ManualScheduler scheduler;
    private final Logs logs;
    private final EventLog log;
    private final Hub hub;
    private final RecordingEncoding encoding = new RecordingEncoding();
    private final Counts counts = new Counts();
    private final List<ManualLoop> loops = new ArrayList<>();
    private final List<Shard> shards = new ArrayList<>();
    private final List<Shard> allShards = new ArrayList<>();
    private final List<ModelClient> clients = new ArrayList<>();
    private final List<ModelClient> everybody = new ArrayList<>();
    private final List<EventId> told = new ArrayList<>();
    private final List<List<NaiveFilter>> subscriptions = new ArrayList<>();
    private final Map<List<NaiveFilter>, Scan> scans = new HashMap<>();
    private final List<CompletionStage<Integer>> disconnected = new ArrayList<>();
    private final List<Delivery> events = new ArrayList<>();
    private long newest;

    /** What the hub runs over. */
    interface Logs {

        /**
         * A log that may have events already.
         *
         * @param maxBytes about how much it retains
         * @param later runs what is to happen later than it was asked for
         */
        EventLog open(Random random, long maxBytes, Executor later);

        /** Does something to a log that it must put up with. */
        default void disturb(EventLog log, Random random) {}
    }

    /** @param kind which of some sets of limits: each makes other things happen often */
    HubModel(long seed, int kind, Logs logs) {
        this.logs = logs;
        random = new Random(seed);
        scheduler = new ManualScheduler(new Random(seed + 1));
        log = logs.open(random, (128L + random.nextInt(256)) << 10, scheduler.executor(1));
        newest = log.earliest();
        hub = Hub.builder()
                .log(log)
                .ticker(scheduler)
                .metrics(counts)
                .readers(scheduler.executor(2))
                .limits(new HubLimits(
                        (64 + random.nextInt(2) * 64) << 10,
                        1024 << (kind % 6),
                        64 << 10,
                        64 << 10,
                        1024 + random.nextInt(4096),
                        1 + kind % 4,
                        Duration.ofMillis(1)))
                .open();
        log.follow(log.earliest(), this::appended);
        newest = log.head();
        events.forEach(event -> told.add(event.id()));
        for (int i = 0; i < SHARDS; i++) {
            addShard();
        }
        for (int i = 0; i < 12; i++) {
            subscriptions.add(NaiveFilter.random(random));
        }
        scheduler.settle();
    }

    private void appended(List<Delivery> appended) {
        for (Delivery delivery : appended) {
            assertThat(delivery.position()).isGreaterThan(newest);
            newest = delivery.position();
            events.add(delivery);
        }
    }

    private void addShard() {
        ManualLoop loop = scheduler.anyLoop();
        Shard shard = hub.addShard(loop);
        loops.add(loop);
        shards.add(shard);
        allShards.add(shard);
    }

    EventLog log() {
        return log;
    }

    RecordingEncoding encoding() {
        return encoding;
    }

    Map<String, Integer> situations() {
        counts.map.put("events that could not be encoded", (int) encoding.failures());
        return counts.map;
    }

    void count(String situation) {
        counts.map.merge(situation, 1, Integer::sum);
    }

    void told(EventId id) {
        told.add(id);
    }

    // The naive model.

    /** The first match behind the cursor. */
    long nextMatch(List<NaiveFilter> filters, long after) {
        Long next = matching(filters).higher(after);
        return next == null ? NONE : next;
    }

    /** How many match behind one cursor, up to another one. */
    int matches(List<NaiveFilter> filters, long after, long through) {
        return after >= through
                ? 0
                : matching(filters).subSet(after, false, through, true).size();
    }

    /** The positions of all that matches: each event is looked at once for each list of filters, in its turn. */
    private NavigableSet<Long> matching(List<NaiveFilter> filters) {
        Scan scan = scans.computeIfAbsent(filters, unseen -> new Scan());
        while (scan.examined < events.size()) {
            Delivery event = events.get(scan.examined++);
            if (NaiveFilter.anyMatches(filters, event.event())) {
                scan.matching.add(event.position());
            }
        }
        return scan.matching;
    }

    private static final class Scan {
        private final NavigableSet<Long> matching = new TreeSet<>();
        private int examined;
    }

    /** The gap that an id makes, whatever retention says. */
    Optional<Gap.Reason> gapOf(String text) {
        Optional<EventId> id = EventId.parse(text);
        if (id.isEmpty()
                || log.epochs().list().stream()
                        .noneMatch(epoch -> epoch.name().equals(id.get().epoch()))) {
            return Optional.of(Gap.Reason.UNKNOWN);
        }
        return id.get().position() > newest ? Optional.of(Gap.Reason.LOST) : Optional.empty();
    }

    // The steps.

    void step() {
        int dice = random.nextInt(1000);
        if (dice < 260) {
            publish(1 + random.nextInt(3), 400);
        } else if (dice < 270) {
            publish(60, 2500);
        } else if (dice < 570) {
            scheduler.steps(1 + random.nextInt(24));
        } else if (dice < 690) {
            connect();
        } else if (dice < 760) {
            disconnect();
        } else if (dice < 810) {
            anyone().ifPresent(client -> client.subscriber().stall());
        } else if (dice < 890) {
            anyone().ifPresent(client -> client.subscriber().read(random.nextInt(6000)));
        } else if (dice < 940) {
            anyone().ifPresent(client -> client.subscriber().open());
        } else if (dice < 960) {
            scheduler.advance(random.nextInt(3_000) * 1_000_000L);
        } else if (dice < 978) {
            ManualLoop loop = loops.get(random.nextInt(loops.size()));
            loop.pause(!loop.isPaused() && random.nextInt(3) == 0);
        } else if (dice < 982) {
            disconnectPrincipal();
        } else if (dice < 985) {
            anyone().ifPresent(ModelClient::leaveInDelivery);
        } else if (dice < 987) {
            anyone().ifPresent(ModelClient::throwInDelivery);
        } else if (dice < 990) {
            encoding.failWith(random.nextInt(4) == 0 ? new IllegalStateException("thrown by the test") : null);
        } else if (dice < 995) {
            settle();
        } else if (dice < 997) {
            logs.disturb(log, random);
        } else if (dice < 999) {
            count();
        } else if (random.nextInt(2) == 0) {
            replaceShard();
        }
        situations(shards);
        encoding.check();
    }

    private void situations(List<Shard> looked) {
        for (Shard shard : looked) {
            Census census = shard.census();
            count(shard.isServing(), "steps that found a batch half served");
            count(census.ahead() > 0, "steps that found somebody ahead of the shard");
            count(census.waitingPages() > 0, "steps that found a page waiting for its budget");
            count(census.waitingForRoom() > 0, "steps that found a page waiting for room");
            assertThat(census.pendingBytes()).isNotNegative();
            assertThat(census.pageBytes()).isNotNegative();
        }
        long apart = shards.stream().mapToLong(Shard::position).distinct().count();
        count(apart > 1, "steps that found shards at different positions");
    }

    private void count(boolean occurred, String situation) {
        if (occurred) {
            count(situation);
        }
    }

    private void publish(int count, int maxBytes) {
        List<Event> batch = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            batch.add(NaiveFilter.randomEvent(random, random.nextInt(maxBytes)));
        }
        if (random.nextBoolean()) {
            hub.publish(batch);
        } else {
            batch.forEach(hub::publish);
        }
    }

    private Optional<ModelClient> anyone() {
        return clients.isEmpty() ? Optional.empty() : Optional.of(clients.get(random.nextInt(clients.size())));
    }

    private void connect() {
        clients.removeIf(ModelClient::isGone);
        if (clients.size() >= MAX_CLIENTS) {
            return;
        }
        int at = random.nextInt(shards.size());
        Shard shard = shards.get(at);
        List<NaiveFilter> filters = random.nextInt(8) == 0
                ? NaiveFilter.random(random)
                : subscriptions.get(random.nextInt(subscriptions.size()));
        Start start = randomStart();
        ModelClient client = new ModelClient(this, filters, start, "p" + random.nextInt(6), shard, loops.get(at));
        if (random.nextInt(5) == 0) {
            client.subscriber().stall();
        }
        count(shard.isServing(), "joins in the middle of a drain");
        client.join(
                random.nextBoolean() ? Duration.ZERO : Duration.ofSeconds(60),
                random.nextInt(4) == 0 ? WhenBehind.disconnect() : WhenBehind.replay());
        clients.add(client);
        everybody.add(client);
    }

    private Start randomStart() {
        int dice = random.nextInt(20);
        if (dice < 3 || told.isEmpty()) {
            return Start.now();
        }
        if (dice < 5) {
            return Start.last(1 + random.nextInt(30));
        }
        String id = randomId();
        return random.nextInt(4) == 0 ? Start.after(id, 1 + random.nextInt(20)) : Start.after(id);
    }

    private String randomId() {
        int dice = random.nextInt(20);
        if (dice == 0) {
            return "anything at all";
        }
        if (dice == 1) {
            return "abcdefgh2345-7";
        }
        if (dice == 2) {
            return hub.head().epoch() + "-" + (newest + FAR + random.nextInt(1000));
        }
        if (dice < 6) {
            return hub.head().toString();
        }
        // What was told lately, by any shard to anybody.
        int back = random.nextInt(Math.min(told.size(), dice < 16 ? 30 : 3000));
        return told.get(told.size() - 1 - back).toString();
    }

    private void disconnect() {
        if (clients.isEmpty()) {
            return;
        }
        ModelClient client = clients.remove(random.nextInt(clients.size()));
        count(client.shard().isServing(), "leaves in the middle of a drain");
        if (random.nextBoolean()) {
            client.leave();
        } else {
            client.shard().execute(client::leave);
        }
    }

    private void disconnectPrincipal() {
        disconnected.add(hub.disconnect("p" + random.nextInt(6)));
    }

    private void replaceShard() {
        int at = random.nextInt(shards.size());
        loops.get(at).pause(false);
        if (random.nextBoolean()) {
            drainHalf(shards.get(at));
        }
        count(shards.get(at).isServing(), "shards closed in the middle of a drain");
        shards.remove(at).close();
        loops.remove(at);
        addShard();
        count("shards closed");
    }

    /** Publishes until somebody of the shard has an event that another one has yet to get. */
    private void drainHalf(Shard shard) {
        for (int i = 0; i < 300 && !shard.isServing(); i++) {
            if (i % 10 == 0) {
                publish(1, 100);
            }
            scheduler.step();
        }
    }

    /** Lets everybody read on until nothing is left to do; then nothing may be missing. */
    void settle() {
        encoding.failWith(null);
        loops.forEach(loop -> loop.pause(false));
        clients.forEach(client -> client.subscriber().open());
        scheduler.settle();
        // Whoever waits for room, or for a failed read, is looked at again within a second.
        for (int i = 0; i < 3; i++) {
            scheduler.passSeconds(1);
        }
        clients.forEach(ModelClient::checkComplete);
        for (Shard shard : shards) {
            assertThat(shard.census().behind())
                    .as("behind while nothing is pending")
                    .isZero();
            assertThat(shard.position()).isEqualTo(newest);
        }
        count("times that all was quiet");
    }

    private void count() {
        settle();
        List<NaiveFilter> filters = subscriptions.get(random.nextInt(subscriptions.size()));
        CompletionStage<Integer> counted = hub.count(NaiveFilter.subscription(filters));
        scheduler.settle();
        long expected = clients.stream()
                .filter(client ->
                        !client.isGone() && NaiveFilter.subscription(filters).contains(client.subscription()))
                .count();
        assertThat(counted.toCompletableFuture()).isCompletedWithValue((int) expected);
    }

    /** Everybody leaves, or the hub is closed: nothing may be left. */
    void end() {
        settle();
        if (random.nextBoolean()) {
            while (!clients.isEmpty()) {
                disconnect();
            }
            scheduler.settle();
        }
        hub.close();
        scheduler.settle();
        clients.forEach(
                client -> assertThat(client.isGone()).as("ended with its hub").isTrue());
        for (Shard shard : allShards) {
            assertThat(shard.census()).isEqualTo(Census.NOTHING);
        }
        assertThat(encoding.alive()).as("batches that were not released").isZero();
        int revoked = (int) everybody.stream()
                .filter(client -> client.subscriber().end() == CloseReason.REVOKED)
                .count();
        int endedByLastWords = counts.map.getOrDefault("left within a delivery", 0)
                + counts.map.getOrDefault("threw within a delivery", 0);
        assertThat(disconnected.stream()
                        .mapToInt(found -> found.toCompletableFuture().join())
                        .sum())
                .as("ended by their principal")
                .isBetween(revoked, revoked + endedByLastWords);
        encoding.check();
    }

    private final class Counts implements HubMetrics {

        private final Map<String, Integer> map = new TreeMap<>();

        private void add(String situation, int by) {
            map.merge(situation, by, Integer::sum);
        }

        @Override
        public void published(int count) {
            add("events published", count);
        }

        @Override
        public void joined() {
            add("joined", 1);
        }

        @Override
        public void left() {
            add("left", 1);
        }

        @Override
        public void turnedBehind() {
            add("turned behind", 1);
        }

        @Override
        public void turnedLive() {
            add("turned live", 1);
        }

        @Override
        public void delivered(int count, int subscribers) {
            add("live deliveries", count * subscribers);
        }

        @Override
        public void pageRead(int count, long bytes) {
            add("pages read", 1);
        }

        @Override
        public void shardOverrun() {
            add("shards that fell off the tail", 1);
        }
    }
}
