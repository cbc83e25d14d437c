package dev.tidings.hub.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Delivery;
import dev.tidings.hub.event.EventId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A client that wants the newest of each key, and comes back with its last id. Knows all events, and scans them for what it must
 * have: an oracle that shares no code with {@link NewestPerKey}.
 */
final class LatestClient {

    private final NavigableMap<Long, Delivery> log;
    private final List<NaiveFilter> filters;
    private final List<String> attributes;
    private final RecordingEncoding encoding;
    private final NavigableMap<Long, Delivery> received = new TreeMap<>();

    private @Nullable RecordingSubscriber subscriber;
    private @Nullable Membership membership;
    private @Nullable EventId last;

    /** Up to here nothing need be there: before it came, or it was told of a gap. */
    private long excused;

    private int gaps;
    private int connections;

    LatestClient(
            NavigableMap<Long, Delivery> log,
            List<NaiveFilter> filters,
            List<String> attributes,
            RecordingEncoding encoding) {
        this.log = log;
        this.filters = filters;
        this.attributes = attributes;
        this.encoding = encoding;
    }

    void connect(Shard shard, EventLoop loop) {
        RecordingSubscriber[] own = new RecordingSubscriber[1];
        own[0] = new RecordingSubscriber(loop, encoding, item -> arrived(own[0], item));
        subscriber = own[0];
        connections++;
        membership = shard.join(new JoinRequest<>(
                own[0],
                NaiveFilter.subscription(filters),
                encoding,
                last == null ? Start.now() : Start.after(last.toString()),
                "",
                JoinRequest.DEFAULT_STALL_LIMIT,
                JoinRequest.DEFAULT_HEARTBEAT,
                WhenBehind.latest(attributes)));
    }

    void leave() {
        if (membership != null) {
            membership.leave();
            membership = null;
            subscriber = null;
        }
    }

    private void arrived(RecordingSubscriber from, Item item) {
        if (from != subscriber) {
            return;
        }
        EventId id = item.id();
        if (item instanceof Item.Primed primed && last == null) {
            excused = primed.id().position();
        } else if (item instanceof Item.Missed missed) {
            excused = missed.gap().earliest().position();
            gaps++;
        } else if (item instanceof Item.Sent sent) {
            event(sent.delivery());
        }
        if (id != null) {
            assertThat(last == null || last.position() <= id.position())
                    .as("ids ascend")
                    .isTrue();
            last = id;
        }
    }

    private void event(Delivery delivery) {
        assertThat(NaiveFilter.anyMatches(filters, delivery.event())).isTrue();
        assertThat(received.isEmpty() || received.lastKey() < delivery.position())
                .as("events ascend, each comes once")
                .isTrue();
        long before = Math.max(excused, received.isEmpty() ? 0 : received.lastKey());
        if (before < delivery.position()) {
            log.subMap(before, false, delivery.position(), false).values().forEach(this::mustBeSuperseded);
        }
        received.put(delivery.position(), delivery);
    }

    private void mustBeSuperseded(Delivery leftOut) {
        if (!NaiveFilter.anyMatches(filters, leftOut.event())) {
            return;
        }
        List<Object> key = key(leftOut);
        assertThat(log.tailMap(leftOut.position(), false).values())
                .as("events that supersede one that was left out")
                .anyMatch(later -> key(later).equals(key));
    }

    private List<Object> key(Delivery delivery) {
        List<Object> key = new ArrayList<>(List.of(delivery.event().topic()));
        for (String attribute : attributes) {
            key.add(new TreeSet<>(delivery.event().values(attribute)));
        }
        return key;
    }

    /** All is quiet: the last it got of each key must be the newest there is. Says how many events were left out. */
    int checkComplete() {
        Map<List<Object>, Long> newest = new HashMap<>();
        int matching = 0;
        for (Delivery delivery : log.tailMap(excused, false).values()) {
            if (NaiveFilter.anyMatches(filters, delivery.event())) {
                newest.put(key(delivery), delivery.position());
                matching++;
            }
        }
        Map<List<Object>, Long> got = new HashMap<>();
        NavigableMap<Long, Delivery> since = received.tailMap(excused, false);
        since.values().forEach(delivery -> got.put(key(delivery), delivery.position()));
        assertThat(got).isEqualTo(newest);
        return matching - since.size();
    }

    @Nullable
    RecordingSubscriber subscriber() {
        return subscriber;
    }

    boolean isConnected() {
        return subscriber != null && subscriber.end() == null;
    }

    int gaps() {
        return gaps;
    }

    int comebacks() {
        return Math.max(0, connections - 1);
    }
}
