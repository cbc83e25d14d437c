package dev.tidings.spring.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.EventId;
import dev.tidings.hub.log.EventLog;
import dev.tidings.hub.log.MemoryLog;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What a recorder proves, whatever serves the application under test. */
abstract class RecorderContract {

    @Autowired
    TidingsRecorder recorder;

    @Autowired
    Hub hub;

    @Autowired
    EventLog log;

    private EventId publish(String email, String data) {
        return hub.publish(Event.of("mail", data).with("email", email))
                .toCompletableFuture()
                .join();
    }

    @Test
    void theHubIsInMemory() {
        assertThat(log).isInstanceOf(MemoryLog.class);
    }

    @Test
    void messagesAreTakenInOrder() {
        RecordedStream ann = recorder.open("/sse?email=ann");

        publish("ann", "one");
        EventId two = publish("ann", "two");

        ann.expect("one");
        assertThat(ann.next().lastEventId()).isEqualTo(two.toString());
        ann.assertExhausted();
    }

    @Test
    void absenceIsProvedByASignOfLife() {
        RecordedStream ann = recorder.open("/sse?email=ann");

        ann.assertNothingUntil(publish("bob", "not ann's"));

        publish("ann", "hers");
        ann.expect("hers");
    }

    @Test
    void aControllerThatLeaksIsFound() {
        RecordedStream ann = recorder.open("/leaking?email=ann");
        EventId bobs = publish("bob", "not ann's");

        assertThatThrownBy(() -> ann.assertNothingUntil(bobs))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("not ann's")
                .hasMessageContaining("(expected: none)");
    }

    @Test
    void aMessageThatNobodyTookIsFound() {
        RecordedStream ann = recorder.open("/sse?email=ann");
        publish("ann", "one");
        EventId two = publish("ann", "two");
        ann.expect("one");

        assertThatThrownBy(() -> ann.assertNothingUntil(two)).hasMessageContaining("two");
        assertThatThrownBy(ann::assertExhausted).hasMessageContaining("two");
    }

    @Test
    void anotherMessageThanTheExpectedOneIsFound() {
        RecordedStream ann = recorder.open("/sse?email=ann");
        publish("ann", "one");

        assertThatThrownBy(() -> ann.expect("two"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("data=one")
                .hasMessageContaining("(expected: data two)");
    }

    @Test
    void anAnswerThatIsNoStreamIsFound() {
        assertThatThrownBy(() -> recorder.open("/sse"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("is answered with 400");
        assertThatThrownBy(() -> recorder.open(recorder.request("/nothing").setHeader("Accept", "*/*")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("is answered with 200 nothing (expected: 200 and text/event-stream)");
    }

    @Test
    void aStateIsRecordedAndAStreamTakenUpWhereItWas() {
        RecordedStream ann = recorder.open("/state?email=ann");
        ann.expect("one").expect("two");
        String last = ann.lastEventId();
        ann.close();
        publish("ann", "missed");

        recorder.open(recorder.request("/state?email=ann").header("Last-Event-ID", last))
                .expect("missed");
    }

    @Test
    void aStreamThatEndsBringsNothingMore() {
        RecordedStream ann = recorder.open("/sse?email=ann");
        EventId never = new EventId(hub.head().epoch(), Long.MAX_VALUE);

        hub.disconnect(member -> true).toCompletableFuture().join();

        assertThat(ann.next().type()).isEqualTo("tidings.closed");
        ann.awaitEnd();
        assertThatThrownBy(ann::next).hasMessageContaining("a message has not come before the end: it has ended");
        assertThatThrownBy(() -> ann.assertNothingUntil(never)).hasMessageContaining("before the end");
    }
}
