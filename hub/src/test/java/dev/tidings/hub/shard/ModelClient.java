package dev.tidings.hub.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.EventId;
import dev.tidings.hub.event.Gap;
import dev.tidings.hub.event.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One connection of the model: checks each block that arrives against the naive list, the moment it arrives.
 * <p>
 * Its cursor says what it must have by then: between that and the next event that arrives, none may match.
 */
final class ModelClient {

    private final HubModel model;
    private final List<NaiveFilter> filters;
    private final Subscription subscription;
    private final Start start;
    private final String principal;
    private final Shard shard;
    private final RecordingSubscriber subscriber;
    private @Nullable Membership membership;
    private boolean left;
    private boolean broken;

    // What was known when it asked, and when it was told where it stands.
    private final long askedAt;
    private final long earliestWhenAsked;
    private long joinedAt = -1;

    private long cursor = -1;
    private Optional<Gap.Reason> expected = Optional.empty();
    private boolean gapMayBeFirst;
    private int events;

    ModelClient(HubModel model, List<NaiveFilter> filters, Start start, String principal, Shard shard, EventLoop loop) {
        this.model = model;
        this.filters = filters;
        this.subscription = NaiveFilter.subscription(filters);
        this.start = start;
        this.principal = principal;
        this.shard = shard;
        this.subscriber = new RecordingSubscriber(loop, model.encoding(), this::arrived);
        this.askedAt = shard.position();
        this.earliestWhenAsked = model.log().earliest();
    }

    void join(Duration stallLimit, WhenBehind whenBehind) {
        membership = shard.join(new JoinRequest<>(
                subscriber,
                subscription,
                model.encoding(),
                start,
                principal,
                stallLimit,
                JoinRequest.DEFAULT_HEARTBEAT,
                whenBehind));
    }

    private void arrived(Item item) {
        if (item instanceof Item.Primed primed) {
            primed(primed.id());
        } else if (item instanceof Item.Sent sent) {
            event(sent.delivery().position());
        } else if (item instanceof Item.Missed missed) {
            gap(missed.gap());
        } else if (item instanceof Item.Beat beat && beat.id() != null) {
            beat(beat.id());
        } else if (item instanceof Item.Closed closed && closed.reason() == CloseReason.BEHIND) {
            model.count("ended because it stayed behind");
        }
        EventId id = item.id();
        if (id != null) {
            model.told(id);
        }
    }

    private void primed(EventId id) {
        if (start instanceof Start.After after) {
            expected = model.gapOf(after.id());
            gapMayBeFirst = expected.isEmpty();
            if (EventId.parse(after.id()).isPresent()) {
                assertThat(id)
                        .as("a resumed stream is primed with the id it asked with")
                        .hasToString(after.id());
            } else {
                assertThat(model.gapOf(id.toString()))
                        .as("priming id of a stream without one")
                        .contains(Gap.Reason.UNKNOWN);
            }
        } else if (start instanceof Start.Last last) {
            newest(id.position(), last.count());
        } else {
            assertThat(id.position()).as("position of a new stream").isGreaterThanOrEqualTo(askedAt);
        }
        cursor = id.position();
    }

    /** At most so many matches between the place and the shard's position when it was fixed; fewer only if there are none. */
    private void newest(long position, int count) {
        assertThat(model.matches(filters, position, askedAt))
                .as("newest matches")
                .isLessThanOrEqualTo(count);
        if (model.matches(filters, position, shard.position()) < count) {
            assertThat(model.matches(filters, model.log().earliest(), position))
                    .as("retained matches before the newest %d", count)
                    .isZero();
        }
    }

    private void event(long position) {
        assertThat(expected).as("a gap that must come first").isEmpty();
        gapMayBeFirst = false;
        assertThat(model.nextMatch(filters, cursor))
                .as("next match after %d", cursor)
                .isEqualTo(position);
        cursor = position;
        events++;
    }

    private void beat(EventId id) {
        assertThat(expected).as("a gap that must come first").isEmpty();
        assertThat(id.position()).as("told position").isGreaterThan(cursor);
        assertThat(model.matches(filters, cursor, id.position()))
                .as("matches skipped by a heartbeat")
                .isZero();
        cursor = id.position();
        model.count("heartbeat with an id");
    }

    private void gap(Gap gap) {
        long earliest = gap.earliest().position();
        if (start instanceof Start.After after
                && (expected.isPresent() || gap.after().equals(after.id()) && gapMayBeFirst)) {
            firstGap(after, gap, earliest);
        } else {
            expired(gap, earliest);
        }
        expected = Optional.empty();
        gapMayBeFirst = false;
        cursor = earliest;
        model.count("gap " + gap.reason());
    }

    private void firstGap(Start.After after, Gap gap, long earliest) {
        assertThat(gap.after()).isEqualTo(after.id());
        assertThat(gap.reason()).isEqualTo(expected.orElse(Gap.Reason.EXPIRED));
        if (gap.reason() == Gap.Reason.EXPIRED) {
            assertThat(model.log().earliest()).as("what has expired").isGreaterThan(cursor);
            assertThat(earliest).isGreaterThan(cursor);
        }
        if (gap.reason() == Gap.Reason.EXPIRED
                && cursor >= earliestWhenAsked
                && earliest <= model.log().earliest()) {
            // It was retained when it was asked for: retention overtook the replay, and the cap is for those who start.
            model.count("retention overtook a replay at its start");
        } else if (gap.reason() == Gap.Reason.LOST) {
            // Nothing lies between what was lost and the head.
            assertThat(earliest).as("head when it asked").isGreaterThanOrEqualTo(askedAt);
        } else if (after.cap() > 0) {
            model.count("gap with a cap");
            newest(earliest, after.cap());
        } else {
            assertThat(earliest).isBetween(earliestWhenAsked, model.log().earliest());
        }
    }

    private void expired(Gap gap, long earliest) {
        assertThat(gap.reason()).isEqualTo(Gap.Reason.EXPIRED);
        long from = EventId.parse(gap.after()).orElseThrow().position();
        assertThat(from).as("place before the gap").isGreaterThanOrEqualTo(cursor);
        assertThat(model.matches(filters, cursor, from))
                .as("matches lost before the gap")
                .isZero();
        assertThat(earliest)
                .as("what has expired")
                .isGreaterThan(from)
                .isLessThanOrEqualTo(model.log().earliest());
        model.count("retention overtook a replay");
    }

    /** Everybody has read everything: nothing may be missing. */
    void checkComplete() {
        if (!left && subscriber.end() == null && subscriber.position() != null && subscriber.isOpen()) {
            assertThat(expected).as("a gap that never came").isEmpty();
            assertThat(model.nextMatch(filters, cursor))
                    .as("an event that never came, after %d", cursor)
                    .isEqualTo(HubModel.NONE);
        }
    }

    void leave() {
        left = true;
        if (membership != null) {
            membership.leave();
        }
    }

    /** As a transport that finds the connection closed while it writes. */
    void leaveInDelivery() {
        subscriber.onDeliver(() -> {
            model.count("left within a delivery");
            leave();
            subscriber.stall();
        });
    }

    void throwInDelivery() {
        subscriber.onDeliver(() -> {
            model.count("threw within a delivery");
            broken = true;
            throw new IllegalStateException("thrown by the test");
        });
    }

    RecordingSubscriber subscriber() {
        return subscriber;
    }

    Shard shard() {
        return shard;
    }

    List<NaiveFilter> filters() {
        return filters;
    }

    Subscription subscription() {
        return subscription;
    }

    String principal() {
        return principal;
    }

    boolean isGone() {
        return left || subscriber.end() != null;
    }

    boolean isBroken() {
        return broken;
    }

    int events() {
        return events;
    }
}
