package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hub.event.EventId;
import dev.tidings.it.Ledger.Batch;
import dev.tidings.it.Ledger.Form;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Publishes over HTTP, one request after the other, and writes into a ledger what was acknowledged. What got no answer is not sent
 * again, unless it has a key. For one thread.
 */
final class TrackingPublisher implements AutoCloseable {

    private static final int DEADLINE_MILLIS = 60_000;
    private static final Pattern ID = Pattern.compile("\"([a-z0-9]+-[0-9]+)\"");

    private final String name;
    private final HubInFolder hub;
    private final Ledger ledger;
    private final Random random;
    private final IntFunction<TrackedEvent> events;
    private final boolean retries;

    private int next;
    private int port;
    private RawClient connection;

    /**
     * @param events makes the event with a number
     * @param retries whether it gives keys, and sends again what got no answer; not lines of NDJSON, of which each has its own key
     */
    TrackingPublisher(
            String name,
            HubInFolder hub,
            Ledger ledger,
            Random random,
            IntFunction<TrackedEvent> events,
            boolean retries) {
        this.retries = retries;
        this.name = name;
        this.hub = hub;
        this.ledger = ledger;
        this.random = random;
        this.events = events;
    }

    /** One request, of a random form and size; waits for the hub to be there. */
    void publish() throws InterruptedException {
        Form form = Form.values()[random.nextInt(Form.values().length)];
        int count = form == Form.SINGLE ? 1 : 1 + random.nextInt(form == Form.ARRAY ? 12 : 40);
        List<TrackedEvent> some =
                IntStream.range(next, next + count).mapToObj(events).toList();
        String key = retries && form != Form.NDJSON ? name + "-" + next : "";
        next += count;
        publish(new Batch(form, key, some));
    }

    /** Whether it was acknowledged. */
    boolean publish(Batch batch) throws InterruptedException {
        ledger.sending(batch);
        boolean answered = attempt(batch);
        while (!answered && !batch.key().isEmpty()) {
            answered = attempt(batch);
        }
        return answered;
    }

    private boolean attempt(Batch batch) throws InterruptedException {
        int current = hub.awaitPort();
        if (current < 0) {
            throw new InterruptedException("there will be no hub any more");
        }
        try {
            if (connection == null || current != port) {
                disconnect();
                connection = RawClient.connect(current).deadline(DEADLINE_MILLIS);
                port = current;
            }
            RawClient.Response response = connection.send(request(batch)).readResponse();
            assertThat(response.status()).as("%s: %s", name, response.body()).isEqualTo(200);
            ledger.acknowledged(batch, ids(response.body()));
            return true;
        } catch (UncheckedIOException noAnswer) {
            disconnect();
            return false;
        }
    }

    private static String request(Batch batch) {
        List<String> events = batch.events().stream().map(TrackedEvent::json).toList();
        String[] headers = batch.key().isEmpty() ? new String[0] : new String[] {"Idempotency-Key: " + batch.key()};
        return switch (batch.form()) {
            case SINGLE -> Protocol.HTTP_1_1.post("/events", "application/json", events.get(0), headers);
            case ARRAY -> Protocol.HTTP_1_1.post("/events", "application/json", events.toString(), headers);
            case NDJSON ->
                Protocol.HTTP_1_1.post("/events", "application/x-ndjson", String.join("\n", events) + "\n", headers);
        };
    }

    private static List<EventId> ids(String answer) {
        return Stream.of(ID.matcher(answer))
                .flatMap(ids -> ids.results())
                .map((MatchResult id) -> EventId.parse(id.group(1)).orElseThrow())
                .toList();
    }

    private void disconnect() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    @Override
    public void close() {
        disconnect();
    }
}
