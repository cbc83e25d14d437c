package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.it.BusyHub.Moment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The hub is killed at random moments and started again in the same folder, while many publish and subscribe: what was acknowledged
 * reaches everybody it is for, once and in order.
 * <p>
 * {@code -Dtidings.crash.rounds=50} kills it more often than the build does.
 */
class CrashTest {

    private static final int ROUNDS = Integer.getInteger("tidings.crash.rounds", 5);

    /** 8 MiB, of which a half is always there: what is sent between two gatherings fits into it, index included. */
    private static final String AMPLE = "8MiB";

    /** 256 KiB: so that segments are rolled and dropped all the time, and who is slow misses something. */
    private static final String LITTLE = "256KiB";

    /** Four times as much, so that nothing of the beginning is left. */
    private static final long MUCH_MORE_BYTES = 1 << 20;

    @TempDir
    private Path folder;

    @Test
    void whatWasAcknowledgedReachesEverybodyOnceThoughTheHubIsKilledAgainAndAgain() throws Exception {
        Random random = RandomSeed.random("whatWasAcknowledgedReachesEverybodyOnceThoughTheHubIsKilledAgainAndAgain");
        try (BusyHub busy = new BusyHub(folder, random, Map.of("TIDINGS_LOG_RETAIN_BYTES", AMPLE), true).open()) {
            killAgainAndAgain(busy);
            busy.gather();

            DeliveryCheck check = new DeliveryCheck(busy);
            List<String> order = check.order();
            check.assertPublished(order);
            for (ResumingSubscriber subscriber : busy.subscribers()) {
                check.assertTold(subscriber, order, Set.of());
            }
            busy.tellWhatHappened("CrashTest", ROUNDS, order.size());
        }
    }

    @Test
    void whatRetentionTookAwayIsToldByAGapAndNothingElseIsMissing() throws Exception {
        Random random = RandomSeed.random("whatRetentionTookAwayIsToldByAGapAndNothingElseIsMissing");
        try (BusyHub busy = new BusyHub(folder, random, Map.of("TIDINGS_LOG_RETAIN_BYTES", LITTLE), true).open()) {
            ResumingSubscriber traveller = busy.subscribers().remove(0);
            traveller.goAway();
            killAgainAndAgain(busy);
            busy.hub().awaitReady();
            busy.publishUpTo(MUCH_MORE_BYTES);
            busy.subscribers().add(traveller);
            traveller.comeBack();
            busy.gather();

            DeliveryCheck check = new DeliveryCheck(busy);
            List<String> order = check.order();
            for (ResumingSubscriber subscriber : busy.subscribers()) {
                int gaps = check.assertTold(subscriber, order, Set.of("expired"));
                assertThat(subscriber != traveller || gaps > 0)
                        .as("who was away is told of a gap")
                        .isTrue();
            }
            busy.tellWhatHappened("CrashTest, little retained", ROUNDS, order.size());
        }
    }

    private static void killAgainAndAgain(BusyHub busy) throws Exception {
        for (Moment moment : busy.moments(ROUNDS)) {
            busy.killAt(moment);
            busy.hub().start();
            busy.gatherNowAndThen();
        }
    }
}
