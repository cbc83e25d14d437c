package dev.tidings.hub.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.EventId;
import org.junit.jupiter.api.Test;

/** A shard has ended when nothing comes back to its event loop any more: the loop may go then. */
class ShardEndTest {

    private final HubFixture fixture = new HubFixture(HubFixture.SMALL_TAIL);

    /** One that waits for a page, which no reader has begun. */
    private void joinBehind() {
        EventId first = fixture.publish(1);
        fixture.rollTail();
        fixture.readers.pause(true);
        fixture.join(HubFixture.EVERYTHING, Start.after(first.toString()));
        assertThat(fixture.readers.waiting()).isEqualTo(1);
    }

    private boolean hasEnded() {
        return fixture.shard.whenClosed().toCompletableFuture().isDone();
    }

    @Test
    void endsAtOnceIfNothingIsUnderWay() {
        fixture.join();
        fixture.shard.close();
        fixture.scheduler.settle();

        assertThat(hasEnded()).isTrue();
        assertThat(fixture.census()).isEqualTo(Census.NOTHING);
    }

    @Test
    void waitsForAPageThatIsAboutToBeRead() {
        joinBehind();
        fixture.shard.close();
        fixture.scheduler.settle();
        assertThat(hasEnded()).isFalse();
        fixture.readers.pause(false);
        fixture.scheduler.settle();

        assertThat(hasEnded()).isTrue();
        assertThat(fixture.encoding.alive()).isZero();
    }

    @Test
    void waitsForAPageThatWasReadAndReleasesIt() {
        joinBehind();
        fixture.shard.close();
        fixture.loop.pause(true);
        fixture.readers.pause(false);
        fixture.scheduler.settle();
        assertThat(fixture.encoding.alive()).isPositive();
        assertThat(hasEnded()).isFalse();
        fixture.loop.pause(false);
        fixture.scheduler.settle();

        assertThat(hasEnded()).isTrue();
        assertThat(fixture.encoding.alive()).isZero();
        assertThat(fixture.census()).isEqualTo(Census.NOTHING);
    }

    @Test
    void hubHasEndedWhenItsShardsHave() {
        joinBehind();
        fixture.hub.close();
        fixture.scheduler.settle();
        fixture.readers.pause(false);
        fixture.scheduler.settle();

        assertThat(hasEnded()).isTrue();
    }
}
