package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.EventId;
import dev.tidings.it.Ledger.Batch;
import dev.tidings.it.Ledger.Form;
import dev.tidings.it.ResumingSubscriber.Told;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds what subscribers were told against what was published.
 * <p>
 * There is one order of all events. Each subscriber gets those that match, in it, each once; what it does not get lies behind a gap,
 * and what it got although it is not there any more lies before one. Only behind a gap because its id is unknown, it gets everything
 * again.
 */
final class DeliveryCheck {

    private final Ledger ledger;
    private final Comparator<EventId> idOrder;
    private final Map<String, EventId> idByKey = new HashMap<>();
    private final Map<EventId, String> keyById = new HashMap<>();

    /** Notes the ids of everything that was acknowledged or told: an event has one id, and an id is of one event. */
    DeliveryCheck(BusyHub busy) {
        this.ledger = busy.ledger();
        List<String> epochs = List.copyOf(busy.hub().epochs());
        this.idOrder = Comparator.comparingInt((EventId id) -> epochs.indexOf(id.epoch()))
                .thenComparingLong(EventId::position);
        ledger.acknowledged().forEach(this::note);
        for (ResumingSubscriber subscriber : busy.subscribers()) {
            for (Told told : subscriber.told()) {
                if (!told.isGap()) {
                    note(told.key(), told.id());
                }
            }
        }
    }

    private void note(String key, EventId id) {
        assertThat(idByKey.merge(key, id, (before, now) -> before))
                .as("the id of %s", key)
                .isEqualTo(id);
        assertThat(keyById.merge(id, key, (before, now) -> before))
                .as("the event with id %s", id)
                .isEqualTo(key);
    }

    /** The order of all events that were acknowledged or told, of a log that has lost none: that of their ids. */
    List<String> order() {
        List<String> keys = new ArrayList<>(idByKey.keySet());
        keys.sort(Comparator.comparing(idByKey::get, idOrder));
        return keys;
    }

    /** What was sent side by side is there as its form promises, and each publisher's events are in the order it sent them. */
    void assertPublished(List<String> order) {
        Map<String, Integer> numbers = new HashMap<>();
        Map<String, Integer> places = new HashMap<>();
        for (String key : order) {
            TrackedEvent event = ledger.event(key);
            Integer before = numbers.put(event.publisher(), event.number());
            assertThat(before == null || before < event.number())
                    .as("%s comes behind %s", key, before)
                    .isTrue();
            places.put(key, places.size());
        }
        for (Batch batch : ledger.batches()) {
            long there = batch.events().stream()
                    .takeWhile(event -> places.containsKey(event.key()))
                    .count();
            long all = batch.events().stream()
                    .filter(event -> places.containsKey(event.key()))
                    .count();
            assertThat(all).as("published of %s", batch).isEqualTo(there);
            if (batch.form() == Form.ARRAY) {
                assertThat(all).as("published of %s", batch).isIn(0L, (long)
                        batch.events().size());
            }
        }
    }

    /**
     * A subscriber was told what it is to be told.
     *
     * @param order all events that are there
     * @param legalGaps reasons for gaps
     * @return how many gaps it was told of
     */
    int assertTold(ResumingSubscriber subscriber, List<String> order, Set<String> legalGaps) {
        String name = subscriber.interest().name();
        Set<String> there = Set.copyOf(order);
        List<String> expected = order.stream()
                .filter(key -> idOrder.compare(idByKey.get(key), subscriber.first()) > 0)
                .filter(key -> subscriber.interest().matches(ledger.event(key)))
                .toList();
        int next = 0;
        int gaps = 0;
        Told gap = null;
        Told lost = null;
        Told before = null;
        for (Told told : subscriber.told()) {
            String where = name + ": " + told + " behind " + before;
            if (told.isGap()) {
                assertThat(told.gap()).as(where).isIn(legalGaps);
                gap = told;
                gaps++;
                lost = null;
                next = told.gap().equals("unknown") ? 0 : next;
            } else if (there.contains(told.key())) {
                assertThat(lost).as("%s: lost events come before a gap", where).isNull();
                while (next < expected.size() && !expected.get(next).equals(told.key())) {
                    assertThat(isCovered(expected.get(next), gap))
                            .as("%s: %s comes first, and the last gap is %s", where, expected.get(next), gap)
                            .isTrue();
                    next++;
                }
                assertThat(next)
                        .as("%s: neither twice, nor for somebody else", where)
                        .isLessThan(expected.size());
                next++;
                gap = null;
            } else {
                assertThat(subscriber.interest().matches(ledger.event(told.key())))
                        .as(where)
                        .isTrue();
                lost = told;
            }
            before = told;
        }
        Told last = gap;
        List<String> missing = expected.subList(next, expected.size()).stream()
                .filter(key -> !isCovered(key, last))
                .toList();
        assertThat(missing)
                .as("%s: missing at the end, behind %s", name, before)
                .isEmpty();
        return gaps;
    }

    /** Only retention takes away what others still get. */
    private boolean isCovered(String key, Told gap) {
        return gap != null && gap.gap().equals("expired") && idOrder.compare(idByKey.get(key), gap.id()) <= 0;
    }
}
