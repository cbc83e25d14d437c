package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.EventId;
import dev.tidings.it.Ledger.Batch;
import dev.tidings.it.Ledger.Form;
import dev.tidings.it.ResumingSubscriber.Pace;
import dev.tidings.it.ResumingSubscriber.Told;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A hub that many publish to and many subscribe to, which may be killed at any moment; what each of them knows is remembered. */
final class BusyHub implements AutoCloseable {

    private static final int PUBLISHERS = 3;

    /** 1 MiB: then nobody is further behind than what is retained. */
    private static final long BYTES_BETWEEN_GATHERINGS = 1 << 20;

    private static final List<String> TOPICS =
            List.of("invoice.paid", "invoice.sent", "chat.room.message", "chat.lobby.message", "filter.verified");

    static final List<Interest> INTERESTS = List.of(
            new Interest("everything", List.of(), "", "", "filter.verified"),
            new Interest("everything, slowly", List.of(), "", "", "filter.verified"),
            new Interest("Ann's", List.of(), "ann@example.com", "", "filter.verified"),
            new Interest("Bob's", List.of(), "bob@example.com", "", "filter.verified"),
            new Interest("Cleo's", List.of(), "cleo@example.com", "", "filter.verified"),
            new Interest("Dora's, hardly ever", List.of(), "dora@example.com", "", "filter.verified"),
            new Interest("tenant 7's", List.of(), "", "7", "filter.verified"),
            new Interest("invoices", List.of("invoice.*"), "", "", "invoice.paid"),
            new Interest("messages of tenant 8, slowly", List.of("chat.**"), "", "8", "chat.room.message"),
            new Interest(
                    "Ann's messages and what is verified",
                    List.of("**.message", "filter.verified"),
                    "ann@example.com",
                    "",
                    "chat.lobby.message"));

    private static final List<Protocol> PROTOCOLS = List.of(Protocol.HTTP_1_1, Protocol.HTTP_1_0, Protocol.HTTP_2);

    private static final String HARDLY_EVER = "dora@example.com";
    private static final List<String> EMAILS = List.of("ann@example.com", "bob@example.com", "cleo@example.com");

    private static final int ENOUGH_EVENTS = 1_000;
    private static final int MAX_CHANGES = 6;
    private static final int MAX_LATE = 10;

    /** When the hub is killed. */
    enum Moment {
        WHILE_EVENTS_ARE_ACKNOWLEDGED(false),
        WHILE_FILES_CHANGE(false),
        RIGHT_AFTER_IT_IS_READY(true),
        WHILE_IT_STARTS(true);

        private final boolean isAtTheStart;

        Moment(boolean isAtTheStart) {
            this.isAtTheStart = isAtTheStart;
        }
    }

    private final Random random;
    private final HubInFolder hub;
    private final Ledger ledger = new Ledger();
    private final PublisherCrowd crowd = new PublisherCrowd();
    private final TrackingPublisher organizer;
    private final List<ResumingSubscriber> subscribers = new ArrayList<>();
    private long gatheredBytes;
    private int called;
    private int late;

    /**
     * Not started yet.
     *
     * @param retries whether a publisher gives keys and sends again what got no answer: of a log that loses nothing
     */
    BusyHub(Path folder, Random random, Map<String, String> settings, boolean retries) {
        this.random = random;
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("TIDINGS_LIMITS_HEARTBEAT", random.nextBoolean() ? "100ms" : "15s");
        environment.put("TIDINGS_SERVER_DRAIN_REFUSE", "0s");
        environment.put("TIDINGS_SERVER_DRAIN_STREAMS", "0s");
        this.hub = new HubInFolder(folder, environment);
        this.organizer = new TrackingPublisher("organizer", hub, ledger, random, number -> null, false);
        for (int i = 0; i < PUBLISHERS; i++) {
            String name = "publisher" + i;
            Random events = new Random(random.nextLong());
            crowd.add(new TrackingPublisher(
                    name,
                    hub,
                    ledger,
                    new Random(random.nextLong()),
                    number -> event(name, number, events),
                    retries && i == 0));
        }
    }

    HubInFolder hub() {
        return hub;
    }

    Ledger ledger() {
        return ledger;
    }

    List<ResumingSubscriber> subscribers() {
        return subscribers;
    }

    /** The next event of a publisher, for some of those who are interested. */
    static TrackedEvent event(String publisher, int number, Random random) {
        List<String> emails =
                EMAILS.stream().filter(email -> random.nextInt(4) == 0).toList();
        boolean hardlyEver = random.nextInt(500) == 0;
        return new TrackedEvent(
                publisher,
                number,
                TOPICS.get(random.nextInt(TOPICS.size())),
                hardlyEver ? List.of(HARDLY_EVER) : emails.isEmpty() ? List.of("nobody@example.com") : emails,
                String.valueOf(5 + random.nextInt(5)),
                random.nextInt(random.nextInt(20) == 0 ? 8_000 : 400));
    }

    ResumingSubscriber join(Interest interest) {
        Protocol protocol = PROTOCOLS.get(random.nextInt(PROTOCOLS.size()));
        Pace pace = interest.name().contains("slowly") ? Pace.SLOW : Pace.FAST;
        ResumingSubscriber subscriber = new ResumingSubscriber(interest, hub, protocol, pace, "");
        subscribers.add(subscriber);
        return subscriber;
    }

    /** Starts it, and has everybody join before anything is published. */
    BusyHub open() throws Exception {
        hub.start().awaitReady();
        for (Interest interest : INTERESTS) {
            join(interest).awaitJoined();
        }
        return this;
    }

    /** Each as often as any other, as far as possible, in random order. */
    List<Moment> moments(int count) {
        List<Moment> moments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            moments.add(Moment.values()[i % Moment.values().length]);
        }
        Collections.shuffle(moments, random);
        return moments;
    }

    /** Everything that the log holds, from its beginning: what a reader is told who begins there, up to a gathering. */
    List<Told> scan(EventId beginning) throws Exception {
        Interest everything = INTERESTS.get(0);
        try (ResumingSubscriber reader =
                new ResumingSubscriber(everything, hub, Protocol.HTTP_1_1, Pace.FAST, beginning.toString())) {
            subscribers.add(reader);
            gather();
            subscribers.remove(reader);
            return reader.told();
        }
    }

    /** Has events published and kills it; the process that runs, or a new one, if the moment is at its start. */
    void killAt(Moment moment) throws Exception {
        if (moment.isAtTheStart && hub.isReady()) {
            hub.stop();
            hub.start();
        }
        Set<String> names = fileNames();
        if (moment == Moment.WHILE_IT_STARTS) {
            awaitProgress(() -> !names.equals(fileNames()) || !hub.isAlive());
            pause(100);
        } else {
            if (moment == Moment.RIGHT_AFTER_IT_IS_READY) {
                crowd.go();
            }
            hub.awaitReady();
            joinLate();
            crowd.go();
            awaitInTheMiddle(moment);
        }
        hub.kill();
        crowd.hold();
    }

    private void awaitInTheMiddle(Moment moment) throws InterruptedException {
        int acknowledged = ledger.acknowledgedCount();
        if (moment == Moment.WHILE_EVENTS_ARE_ACKNOWLEDGED) {
            ledger.awaitAcknowledged(acknowledged + 1 + random.nextInt(400));
        } else if (moment == Moment.WHILE_FILES_CHANGE) {
            for (int changes = 1 + random.nextInt(MAX_CHANGES); changes > 0; changes--) {
                Set<String> names = fileNames();
                awaitProgress(
                        () -> !names.equals(fileNames()) || ledger.acknowledgedCount() >= acknowledged + ENOUGH_EVENTS);
            }
        }
        pause(10);
    }

    /** Somebody comes while events are published and, more often than not, has seen nothing but the first block when it is cut off. */
    private void joinLate() {
        if (late < MAX_LATE) {
            Interest some = INTERESTS.get(random.nextInt(INTERESTS.size()));
            join(new Interest(
                    some.name() + ", late " + late++, some.topics(), some.email(), some.tenant(), some.example()));
        }
    }

    private static void awaitProgress(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(200_000);
        }
    }

    /** Not to wait for anything: so that it is another moment each time. */
    private void pause(int maxMillis) {
        LockSupport.parkNanos((long) (random.nextDouble() * TimeUnit.MILLISECONDS.toNanos(maxMillis)));
    }

    /** Of the log's files: they change when a segment is rolled, its lists are stored, or a start goes on. */
    private Set<String> fileNames() {
        Set<String> names = new TreeSet<>();
        for (Path some : List.of(hub.data(), hub.data().resolve("db"))) {
            try (Stream<Path> files = Files.list(some)) {
                files.forEach(file -> names.add(file.getFileName().toString()));
            } catch (NoSuchFileException | UncheckedIOException changing) {
                // They change.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return names;
    }

    /** Everybody gets an event that comes after all others so far. */
    void gather() throws Exception {
        hub.awaitReady();
        crowd.holdAndWait();
        List<TrackedEvent> calls = new ArrayList<>();
        for (ResumingSubscriber subscriber : subscribers) {
            Interest interest = subscriber.awaitJoined().interest();
            calls.add(new TrackedEvent(
                    "organizer",
                    called++,
                    interest.example(),
                    List.of(interest.email().isEmpty() ? "nobody@example.com" : interest.email()),
                    interest.tenant().isEmpty() ? "0" : interest.tenant(),
                    0));
        }
        assertThat(organizer.publish(new Batch(Form.ARRAY, "", calls))).isTrue();
        for (ResumingSubscriber subscriber : subscribers) {
            List<TrackedEvent> mine =
                    calls.stream().filter(subscriber.interest()::matches).toList();
            subscriber.awaitEvent(mine.get(mine.size() - 1).key());
        }
        gatheredBytes = ledger.bytes();
    }

    /** Events are published until so many bytes have been in all. */
    void publishUpTo(long bytes) throws InterruptedException {
        while (ledger.bytes() < bytes) {
            crowd.go();
            ledger.awaitAcknowledged(ledger.acknowledgedCount() + 1);
        }
    }

    /** A gathering, unless the last one was not long ago. */
    void gatherNowAndThen() throws Exception {
        if (ledger.bytes() - gatheredBytes > BYTES_BETWEEN_GATHERINGS) {
            gather();
        }
    }

    void tellWhatHappened(String test, int rounds, int events) {
        System.out.printf(
                "%s: %d rounds, %d events of which %d were acknowledged, %d subscribers who were told %d times%n",
                test,
                rounds,
                events,
                ledger.acknowledgedCount(),
                subscribers.size(),
                subscribers.stream().mapToInt(each -> each.told().size()).sum());
    }

    @Override
    public void close() {
        subscribers.forEach(ResumingSubscriber::close);
        crowd.close();
        organizer.close();
        hub.close();
    }
}
