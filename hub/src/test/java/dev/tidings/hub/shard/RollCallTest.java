package dev.tidings.hub.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.event.Subscription;
import dev.tidings.hub.shard.SubscriberView.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** All subscribers of a hub can be looked at, and those that are meant ended, whatever else is under way. */
class RollCallTest {

    private HubFixture fixture = new HubFixture();

    @AfterEach
    void nothingLeaks() {
        fixture.hub.close();
        fixture.scheduler.settle();
        fixture.encoding.check();
        assertThat(fixture.encoding.alive()).isZero();
    }

    private <T> T answer(CompletionStage<T> asked) {
        fixture.scheduler.settle();
        return asked.toCompletableFuture().join();
    }

    private RecordingSubscriber join(String principal) {
        return fixture.join(HubFixture.EVERYTHING, Start.now(), principal);
    }

    @Test
    void whatIsShownIsHowItIs() {
        Subscription ofAnn = Subscription.of(Filter.all().where("user", "ann"));
        fixture.join(ofAnn, Start.now(), "ann");
        RecordingSubscriber slow = join("bob");
        slow.stall();
        fixture.publish(80, 8_000);
        List<String> shown = new ArrayList<>();

        int count = answer(fixture.hub.visit(view -> shown.add(view.principal() + " " + view.subscription() + " "
                + view.standing() + " " + (view.pendingBytes() > 0)
                + (view.standing() == Standing.LIVE ? " " + view.position() : ""))));

        assertThat(count).isEqualTo(2);
        assertThat(shown)
                .containsExactly(
                        "ann " + ofAnn + " LIVE false " + fixture.hub.head(),
                        "bob " + HubFixture.EVERYTHING + " BEHIND true");
        slow.open();
        fixture.scheduler.settle();
    }

    @Test
    void whoIsBeingLookedUpHasNoPlaceYet() {
        fixture.publish(1);
        fixture.readers.pause(true);
        join("live");
        fixture.join(HubFixture.EVERYTHING, Start.last(1), "ann");
        List<Standing> standings = new ArrayList<>();
        answer(fixture.hub.visit(view -> {
            standings.add(view.standing());
            assertThat(view.position() == null).isEqualTo(view.standing() == Standing.JOINING);
        }));

        assertThat(standings).containsExactly(Standing.LIVE, Standing.JOINING);
        fixture.readers.pause(false);
        fixture.scheduler.settle();
    }

    @Test
    void whoAskedToJoinBeforeIsEndedToo() {
        RecordingSubscriber newcomer = new RecordingSubscriber(fixture.loop, fixture.encoding);
        fixture.join(newcomer, HubFixture.EVERYTHING, Start.now(), "ann");
        CompletionStage<Integer> ended = fixture.hub.disconnect("ann");

        assertThat(answer(ended)).isEqualTo(1);
        assertThat(newcomer.end()).isEqualTo(CloseReason.REVOKED);
        assertThat(join("ann").end()).isNull();
    }

    /** It was found out that somebody may join, then it was taken back, then the one who had found out lets it join. */
    @Test
    void whoIsBeingLetInMeanwhileIsEndedToo() {
        RecordingSubscriber newcomer = new RecordingSubscriber(fixture.loop, fixture.encoding);
        List<CompletionStage<Integer>> ended = new ArrayList<>();
        fixture.loop.execute(() -> {
            ended.add(fixture.hub.disconnect("ann"));
            fixture.join(newcomer, HubFixture.EVERYTHING, Start.now(), "ann");
        });
        fixture.scheduler.settle();

        assertThat(answer(ended.get(0))).isEqualTo(1);
        assertThat(newcomer.end()).isEqualTo(CloseReason.REVOKED);
    }

    /** A batch for thousands takes its time: whoever is ended in the middle of it hears nothing more, newcomers included. */
    @Test
    void aBatchThatIsHalfServedIsNotWaitedFor() {
        fixture = HubFixture.hurried();
        List<RecordingSubscriber> crowd = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            crowd.add(join("ann"));
        }
        CompletableFuture<?> published = fixture.hub.publish(Event.of("a", "1")).toCompletableFuture();
        while (!fixture.shard.isServing()) {
            assertThat(fixture.scheduler.step()).isTrue();
        }
        RecordingSubscriber newcomer = new RecordingSubscriber(fixture.loop, fixture.encoding);
        fixture.join(newcomer, HubFixture.EVERYTHING, Start.now(), "ann");
        CompletionStage<Integer> ended = fixture.hub.disconnect("ann");

        assertThat(answer(ended)).isEqualTo(11);
        assertThat(published).isCompleted();
        assertThat(newcomer.end()).isEqualTo(CloseReason.REVOKED);
        assertThat(crowd).allSatisfy(each -> assertThat(each.end()).isEqualTo(CloseReason.REVOKED));
        assertThat(fixture.census()).isEqualTo(Census.NOTHING);
    }

    @Test
    void aPageThatIsBeingReadIsNotWritten() {
        RecordingSubscriber slow = join("ann");
        slow.stall();
        fixture.publish(80, 8_000);
        fixture.readers.pause(true);
        fixture.loop.execute(slow::open);
        fixture.scheduler.settle();
        int before = slow.data().size();

        assertThat(answer(fixture.hub.disconnect("ann"))).isEqualTo(1);
        fixture.readers.pause(false);
        fixture.scheduler.settle();

        assertThat(slow.data()).hasSize(before);
        assertThat(slow.end()).isEqualTo(CloseReason.REVOKED);
        assertThat(fixture.census()).isEqualTo(Census.NOTHING);
    }

    @Test
    void aLookIsTakenInSlices() {
        fixture = HubFixture.hurried();
        for (int i = 0; i < 1_000; i++) {
            join("p" + i);
        }
        List<String> seen = new ArrayList<>();
        CompletionStage<Integer> all = fixture.hub.visit(view -> seen.add(view.principal()));
        fixture.scheduler.step();
        assertThat(seen).hasSizeLessThan(100);

        assertThat(answer(all)).isEqualTo(1_000);
        assertThat(seen).doesNotHaveDuplicates().hasSize(1_000);
    }

    @Test
    void whoAsksWrongIsTold() {
        join("ann");
        CompletionStage<Integer> asked = fixture.hub.visit(view -> {
            throw new IllegalStateException("wrong");
        });
        fixture.scheduler.settle();

        assertThat(asked.toCompletableFuture()).isCompletedExceptionally();
    }
}
