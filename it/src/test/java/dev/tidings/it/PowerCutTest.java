package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.EventId;
import dev.tidings.it.BusyHub.Moment;
import dev.tidings.it.PowerCut.Leaves;
import dev.tidings.it.ResumingSubscriber.Told;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power is cut, or an older copy of the log is put in its place: with {@code sync: disk} nothing that was acknowledged is lost,
 * with {@code sync: os} an end of it is, and everybody is told of that by a gap.
 * <p>
 * {@code -Dtidings.crash.rounds=50} cuts it more often than the build does.
 */
class PowerCutTest {

    private static final int ROUNDS = Integer.getInteger("tidings.crash.rounds", 5);

    /** 2 MiB a round: some segments, all of which are retained. */
    private static final int AMPLE_MIB = 2;

    @TempDir
    private Path folder;

    private Random random;
    private PowerCut power;

    private BusyHub busyHub(String sync) throws IOException, InterruptedException {
        Path home = Files.createDirectories(folder.resolve("home"));
        power = PowerCut.of(home, folder.resolve("power"));
        Map<String, String> settings = new HashMap<>(power.environment());
        settings.put("TIDINGS_LOG_SYNC", sync);
        settings.put("TIDINGS_LOG_RETAIN_BYTES", AMPLE_MIB * ROUNDS + "MiB");
        return new BusyHub(home, random, settings, false);
    }

    private Leaves someLeaves() {
        return Leaves.values()[random.nextInt(Leaves.values().length)];
    }

    @Test
    void withSyncDiskNothingThatWasAcknowledgedIsLost() throws Exception {
        random = RandomSeed.random("withSyncDiskNothingThatWasAcknowledgedIsLost");
        try (BusyHub busy = busyHub("disk").open()) {
            for (Moment moment : busy.moments(ROUNDS)) {
                busy.killAt(moment);
                power.cut(someLeaves(), random);
                busy.hub().start();
            }
            busy.gather();

            DeliveryCheck check = new DeliveryCheck(busy);
            List<String> order = check.order();
            check.assertPublished(order);
            for (ResumingSubscriber subscriber : busy.subscribers()) {
                check.assertTold(subscriber, order, Set.of());
            }
            busy.tellWhatHappened("PowerCutTest, sync: disk", ROUNDS, order.size());
        }
    }

    @Test
    void afterAnOrderlyEndNothingIsLostEither() throws Exception {
        random = RandomSeed.random("afterAnOrderlyEndNothingIsLostEither");
        try (BusyHub busy = busyHub("os").open()) {
            for (int i = 0; i < 2; i++) {
                busy.publishUpTo(busy.ledger().bytes() + (100 << 10));
                busy.gather();
                busy.hub().stop();
                power.cut(Leaves.NOTHING, random);
                busy.hub().start().awaitReady();
            }
            busy.gather();

            DeliveryCheck check = new DeliveryCheck(busy);
            List<String> order = check.order();
            check.assertPublished(order);
            for (ResumingSubscriber subscriber : busy.subscribers()) {
                check.assertTold(subscriber, order, Set.of());
            }
        }
    }

    @Test
    void withSyncOsAnEndIsLostAndEverybodyIsTold() throws Exception {
        random = RandomSeed.random("withSyncOsAnEndIsLostAndEverybodyIsTold");
        try (BusyHub busy = busyHub("os").open()) {
            EventId beginning = busy.subscribers().get(0).first();
            int cuts = 0;
            for (Moment moment : busy.moments(ROUNDS)) {
                busy.killAt(moment);
                power.cut(cuts == 0 ? Leaves.NOTHING : someLeaves(), random);
                cuts++;
                busy.hub().start();
                if (random.nextBoolean()) {
                    busy.gather();
                }
            }
            busy.gather();

            assertEverybodyWasTold(busy, beginning, cuts, Set.of("lost"));
        }
    }

    @Test
    void whenAnOlderCopyIsPutInItsPlaceEverybodyIsTold() throws Exception {
        random = RandomSeed.random("whenAnOlderCopyIsPutInItsPlaceEverybodyIsTold");
        try (BusyHub busy = busyHub("os").open()) {
            EventId beginning = busy.subscribers().get(0).first();
            busy.publishUpTo(100 << 10);
            busy.gather();
            ResumingSubscriber traveller = busy.subscribers().remove(0);
            traveller.goAway();
            busy.hub().stop();
            Path copy = folder.resolve("copy");
            PowerCut.copy(busy.hub().data(), copy);
            busy.hub().start().awaitReady();
            busy.publishUpTo(200 << 10);
            busy.gather();
            busy.hub().stop();

            PowerCut.delete(busy.hub().data());
            PowerCut.copy(copy, busy.hub().data());
            busy.hub().start().awaitReady();
            busy.publishUpTo(300 << 10);
            busy.subscribers().add(traveller);
            traveller.comeBack();
            busy.gather();

            // The copy does not know who has opened the log since.
            assertEverybodyWasTold(busy, beginning, 1, Set.of("lost", "unknown"));
            assertThat(gaps(traveller)).containsExactly("lost");
        }
    }

    private static List<String> gaps(ResumingSubscriber subscriber) {
        return subscriber.told().stream().filter(Told::isGap).map(Told::gap).toList();
    }

    private static void assertEverybodyWasTold(BusyHub busy, EventId beginning, int losses, Set<String> reasons)
            throws Exception {
        List<Told> scan = busy.scan(beginning);
        List<String> order =
                scan.stream().filter(told -> !told.isGap()).map(Told::key).toList();
        assertThat(scan.stream().filter(Told::isGap).map(Told::gap)).containsOnly("lost");
        assertAnEndIsMissing(busy.ledger().acknowledged(), Set.copyOf(order));

        DeliveryCheck check = new DeliveryCheck(busy);
        check.assertPublished(order);
        for (ResumingSubscriber subscriber : busy.subscribers()) {
            check.assertTold(subscriber, order, reasons);
            assertThat(gaps(subscriber).stream().filter("lost"::equals).count())
                    .as("losses that %s was told of", subscriber.interest().name())
                    .isLessThanOrEqualTo(losses);
            assertThat(!gaps(subscriber).isEmpty()
                            || subscriber.interest().name().contains("late"))
                    .as("%s was told", subscriber.interest().name())
                    .isTrue();
        }
        busy.tellWhatHappened("PowerCutTest, " + losses + " losses", ROUNDS, order.size());
    }

    /** Of each epoch the last events may be missing, and no others. */
    private static void assertAnEndIsMissing(Map<String, EventId> acknowledged, Set<String> there) {
        Map<String, Long> last = acknowledged.entrySet().stream()
                .filter(each -> there.contains(each.getKey()))
                .collect(Collectors.toMap(
                        each -> each.getValue().epoch(), each -> each.getValue().position(), Math::max));
        List<EventId> lost = acknowledged.entrySet().stream()
                .filter(each -> !there.contains(each.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        assertThat(lost).as("something is lost, or nothing is tested").isNotEmpty();
        assertThat(lost).allMatch(id -> id.position() > last.getOrDefault(id.epoch(), -1L));
    }
}
