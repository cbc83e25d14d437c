package dev.tidings.hub.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Gap;
import dev.tidings.hub.log.Epochs.Epoch;
import dev.tidings.hub.log.Epochs.Place;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EpochsTest {

    private static final long HEAD = 150;

    /** Gave out 1-40, 51-100 and 101-150; the second began after a crash. */
    private final Epochs epochs = new Epochs(List.of(
            new Epoch("aaaaaaaa", 0, false), new Epoch("bbbbbbbb", 50, true), new Epoch("cccccccc", 100, false)));

    private Place locate(String epoch, long position) {
        return epochs.locate(new EventId(epoch, position), HEAD);
    }

    private static Place exactly(long cursor) {
        return new Place(cursor, Optional.empty());
    }

    private static Place after(Gap.Reason reason, long cursor) {
        return new Place(cursor, Optional.of(reason));
    }

    @Test
    void idWithinItsEpochIsItsOwnPlace() {
        assertThat(locate("aaaaaaaa", 0)).isEqualTo(exactly(0));
        assertThat(locate("aaaaaaaa", 40)).isEqualTo(exactly(40));
        assertThat(locate("aaaaaaaa", 49)).isEqualTo(exactly(49));
        assertThat(locate("bbbbbbbb", 50)).isEqualTo(exactly(50));
        assertThat(locate("cccccccc", HEAD)).isEqualTo(exactly(HEAD));
    }

    @Test
    void idBeyondItsEpochsEndWasLost() {
        assertThat(locate("aaaaaaaa", 50)).isEqualTo(after(Gap.Reason.LOST, 50));
        assertThat(locate("bbbbbbbb", 1_000)).isEqualTo(after(Gap.Reason.LOST, 100));
        assertThat(locate("cccccccc", HEAD + 1)).isEqualTo(after(Gap.Reason.LOST, HEAD));
    }

    @Test
    void idOfAnotherLogIsUnknownAndEverythingFollows() {
        assertThat(locate("zzzzzzzz", 42)).isEqualTo(after(Gap.Reason.UNKNOWN, 0));
    }

    @Test
    void idBeforeItsEpochBeginsWithTheEpoch() {
        assertThat(locate("bbbbbbbb", 3)).isEqualTo(exactly(50));
    }

    @Test
    void cursorIsNamedByTheEpochItLiesIn() {
        assertThat(epochs.idOf(0)).hasToString("aaaaaaaa-0");
        assertThat(epochs.idOf(49)).hasToString("aaaaaaaa-49");
        assertThat(epochs.idOf(50)).hasToString("bbbbbbbb-50");
        assertThat(epochs.idOf(HEAD)).hasToString("cccccccc-150");
    }

    @Test
    void everyCursorIsFoundAgainByItsName() {
        for (long cursor = 0; cursor <= HEAD; cursor++) {
            assertThat(epochs.locate(epochs.idOf(cursor), HEAD)).isEqualTo(exactly(cursor));
        }
    }

    @Test
    void lossyBoundaryIsAheadUntilItIsCrossed() {
        assertThat(epochs.nextLossyStart(0)).isEqualTo(50);
        assertThat(epochs.nextLossyStart(49)).isEqualTo(50);
        assertThat(epochs.nextLossyStart(50)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void eachMintedNameIsNew() {
        Epochs minted = Epochs.first().mint(10, true).mint(20, false);
        assertThat(minted.list()).extracting(Epoch::start).containsExactly(0L, 10L, 20L);
        assertThat(minted.list()).extracting(Epoch::lossy).containsExactly(false, true, false);
        assertThat(minted.list()).extracting(Epoch::name).doesNotHaveDuplicates();
        assertThat(minted.list()).allSatisfy(epoch -> new EventId(epoch.name(), 0));
    }

    @Test
    void startsGrow() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Epochs(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> epochs.mint(100, false));
    }
}
