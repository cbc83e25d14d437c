package dev.tidings.hub.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.IdempotencyKey;
import dev.tidings.hub.event.Publication;
import dev.tidings.hub.event.Publication.Part;
import dev.tidings.hub.log.IdempotencyTable.Entry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The same under the same key is published once; other events under it are refused; no key is given up early. */
class IdempotencyTest {

    private static final long WINDOW = 5_000;

    private final IdempotencyTable table = new IdempotencyTable(Duration.ofMillis(WINDOW), 80);
    private final Deduplication deduplication = new Deduplication(table);

    @Test
    void sameAgainGetsTheFirstPositionsAndNothingIsFresh() {
        Publication publication = Publication.of(List.of(event("1"), event("2")), key("k"));
        assertThat(deduplication.plan(publication, 10).positions()).containsExactly(10, 11);
        deduplication.written(0);

        Deduplication.Plan again = deduplication.plan(Publication.of(List.of(event("1"), event("2")), key("k")), 20);

        assertThat(again.fresh()).isEmpty();
        assertThat(again.positions()).containsExactly(10, 11);
    }

    @Test
    void sameInOneWriteIsTakenOnce() {
        deduplication.plan(Publication.of(List.of(event("1")), key("k")), 10);

        Deduplication.Plan again = deduplication.plan(Publication.of(List.of(event("1")), key("k")), 11);
        Deduplication.Plan twice = deduplication.plan(
                Publication.ofParts(List.of(
                        Part.of(List.of(event("a")), key("x")),
                        Part.of(List.of(event("-"))),
                        Part.of(List.of(event("a")), key("x")))),
                20);

        assertThat(again.positions()).containsExactly(10);
        assertThat(twice.positions()).containsExactly(20, 21, 20);
        assertThat(twice.fresh()).extracting(Event::data).containsExactly("a", "-");
    }

    @Test
    void otherEventsUnderTheKeyAreRefusedAndNothingOfThemIsTaken() {
        deduplication.plan(Publication.of(List.of(event("1")), key("k")), 10);
        deduplication.written(0);

        for (List<Event> others : List.of(
                List.of(event("2")),
                List.of(event("1"), event("1")),
                List.of(event("1").with("email", "ann@example.com")),
                List.of(event("1").withType("t")),
                List.of(Event.of("b", "1")))) {
            assertThatThrownBy(() -> deduplication.plan(
                            Publication.ofParts(
                                    List.of(Part.of(List.of(event("new")), key("new")), Part.of(others, key("k")))),
                            20))
                    .isInstanceOf(IdempotencyException.class)
                    .hasMessageContaining("other events");
        }
        assertThat(deduplication.pending()).isEmpty();
    }

    @Test
    void keysOfPrincipalsAreTheirOwn() {
        deduplication.plan(Publication.of(List.of(event("1")), IdempotencyKey.of("ann", "k")), 10);

        assertThat(deduplication
                        .plan(Publication.of(List.of(event("2")), IdempotencyKey.of("bob", "k")), 11)
                        .positions())
                .containsExactly(11);
    }

    @Test
    void failedWriteLeavesItsKeysFree() {
        deduplication.plan(Publication.of(List.of(event("1")), key("k")), 10);
        deduplication.failed();

        assertThat(deduplication
                        .plan(Publication.of(List.of(event("2")), key("k")), 10)
                        .fresh())
                .hasSize(1);
    }

    @Test
    void keyIsRememberedForTheWindowAndForgottenSoonAfter() {
        for (int i = 0; i < 10; i++) {
            table.add(new Entry(key("k" + i), 0, i, 1), i * 500);
        }
        for (long now = 0; now <= 4_500 + WINDOW; now += 500) {
            table.expire(now);
            for (int i = 0; i < 10; i++) {
                if (i * 500 + WINDOW > now) {
                    assertThat(table.find(key("k" + i)))
                            .as("key %d at %d ms", i, now)
                            .isNotNull();
                }
            }
        }
        assertThat(table.expire(4_500 + WINDOW + WINDOW / 5 + 1)).isEqualTo(9);
        assertThat(table.size()).isZero();
        assertThat(table.find(key("k9"))).isNull();
    }

    @Test
    void fullTableRefusesNewKeysAndKeepsTheOld() {
        for (int principal = 0; principal < 8; principal++) {
            for (int i = 0; i < 10; i++) {
                IdempotencyKey key = IdempotencyKey.of("p" + principal, "k" + i);
                deduplication.plan(Publication.of(List.of(event("1")), key), 1);
            }
            int theirs = principal;
            assertThatThrownBy(() -> deduplication.plan(
                            Publication.of(List.of(event("1")), IdempotencyKey.of("p" + theirs, "more")), 1))
                    .isInstanceOfSatisfying(
                            IdempotencyException.class,
                            refused ->
                                    assertThat(refused.reason()).isEqualTo(IdempotencyException.Reason.TOO_MANY_KEYS));
            deduplication.written(0);
        }
        assertThat(table.size()).isEqualTo(80);
        assertThatThrownBy(() -> deduplication.plan(Publication.of(List.of(event("1")), key("k")), 1))
                .isInstanceOf(IdempotencyException.class);
        assertThat(table.find(IdempotencyKey.of("p3", "k7"))).isNotNull();
        assertThat(deduplication.plan(Publication.of(List.of(event("1"))), 1).fresh())
                .hasSize(1);
    }

    @Test
    void tableHoldsAsManyKeysAsItSays() {
        IdempotencyTable large = new IdempotencyTable(Duration.ofMinutes(5), 50_000);
        for (int i = 0; i < 50_000; i++) {
            large.add(new Entry(key("k" + i), i, i, 1), i);
        }
        for (int i = 0; i < 50_000; i++) {
            Entry found = large.find(key("k" + i));
            assertThat(found).isNotNull();
            assertThat(found.firstPosition()).isEqualTo(i);
        }
    }

    /** Such keys can be found by trying. They must not all want one place. */
    @Test
    void keysThatHaveBitsInCommonDoNotCrowdTheTable() {
        int count = 200_000;
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            IdempotencyTable large = new IdempotencyTable(Duration.ofMinutes(5), count);
            for (int i = 0; i < count; i++) {
                large.add(new Entry(new IdempotencyKey(i, (long) i << 32, 0), i, i, 1), 0);
            }
            for (int i = 0; i < count; i++) {
                assertThat(large.find(new IdempotencyKey(i, (long) i << 32, 0))).isNotNull();
            }
        });
    }

    @Test
    void whoIsUnknownMayTakeTheWholeTable() {
        for (int i = 0; i < 80; i++) {
            deduplication.plan(Publication.of(List.of(event("1")), key("k" + i)), i);
        }
        deduplication.written(0);

        assertThat(table.size()).isEqualTo(80);
        assertThat(key("k").principal()).isEqualTo(IdempotencyKey.UNKNOWN_PRINCIPAL);
    }

    private static IdempotencyKey key(String text) {
        return IdempotencyKey.of("", text);
    }

    private static Event event(String data) {
        return Event.of("a", data);
    }
}
