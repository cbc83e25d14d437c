package dev.tidings.server.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventLimits;
import dev.tidings.server.http.Problem;
import dev.tidings.server.http.ProblemException;
import dev.tidings.server.http.StrictUtf8;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;

/** What a body comes to: events that keep to the limits, or a problem that a client can read. */
final class Published {

    private static final Set<Integer> STATUSES = Set.of(400, 413, 415);
    private static final JsonMapper JSON = new JsonMapper();

    private Published() {}

    /** Nothing if it is refused; whatever else is thrown is a finding. */
    static Optional<EventBatch> of(Supplier<EventBatch> parsing) {
        try {
            EventBatch batch = parsing.get();
            batch.events().forEach(Published::check);
            return Optional.of(batch);
        } catch (ProblemException refused) {
            check(refused.problem());
            return Optional.empty();
        }
    }

    static void check(Event event) {
        EventLimits.DEFAULT.check(event);
        byte[] data = event.dataUtf8();
        assertThat(StrictUtf8.indexOfMalformed(data, 0, data.length)).isEqualTo(-1);
    }

    static void check(Problem problem) {
        assertThat(problem.status()).isIn(STATUSES);
        assertThat(JSON.readTree(problem.toJson()).get("detail").stringValue()).isNotEmpty();
        problem.extensions().values().forEach(place -> assertThat((Long) place).isPositive());
    }
}
